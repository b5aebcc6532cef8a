# SPDX-License-Identifier: BSD-2-Clause
# A machine that waits for gdb, what gdb says to commands, and whether that is right: sourced by the
# tests of the commands for gdb, with these set:
#   top, out, work    the tree, the output folder, a folder for what comes up
#   debugger          the debugger's name
#   number            of the last test; each line of TAP has the next one
#   emulator          empty; then the process of the machine that runs
#
# shellcheck shell=sh disable=SC2154

# says NAME COMMAND PATTERN: what this command of gdb printed has a line of this form.
says()
{
	number=$((number + 1))
	sed -n "\\|^== $2\$|,/^== /p" "$work/said" | sed -e '1d' -e '/^== /d' >"$work/part"
	if grep -qE -e "$3" "$work/part"; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		echo "# expected: $3"
		sed 's/^/# /' "$work/part" | head -30
	fi
}

# machine ROOT: starts it, waiting for gdb.
machine()
{
	rm -f "$work/socket"
	"$top/scripts/boot/qemu.sh" --root="$1" --timeout=120 --gdb="$work/socket" "$out" \
		>"$work/serial" 2>"$work/qemu" &
	emulator=$!
	tries=0
	while [ ! -S "$work/socket" ] && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
}

# debug: what gdb says to "$work/commands".
debug()
{
	timeout $((100 * ${TEST_SLOWNESS:-1})) "$debugger" -batch -nx -x "$work/socket.gdb" \
		-x "$work/commands" >"$work/said" 2>&1
}

# gently COMMAND...: runs each; one that fails must not end the script.
gently()
{
	for command; do
		printf 'echo == %s\\n\n' "$command"
		printf 'python\ntry:\n gdb.execute("%s")\n' "$command"
		printf 'except gdb.error as e:\n print(e)\nend\n'
	done
}

# try WHEN COMMANDS: says for each command whether it answers.
try()
{
	printf 'python\nfor command in (%s):\n try:\n' "$2"
	printf '  text = gdb.execute(command, to_string=True)\n'
	printf '  print("answers %s", command, len(text) > 20)\n' "$1"
	printf ' except gdb.error as e:\n  print("fails %s", command, e)\nend\n' "$1"
}

# ends NAME: the emulator has ended with success.
ends()
{
	number=$((number + 1))
	if wait "$emulator"; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		tail -5 "$work/serial" | sed 's/^/# /'
	fi
	emulator=
}
