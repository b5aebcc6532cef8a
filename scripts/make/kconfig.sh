#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs kconfig-conf in an output folder. The tool reports broken Kconfig files and bad values as
# warnings with exit status 0, or not at all; here they are errors.
#
# usage: kconfig.sh SRCTREE OUTDIR ACTION
#   ACTION is an option of kconfig-conf without the dashes, or
#   sync              make .config complete, and write what make and the compiler read
#   merge=FRAGMENT    put a fragment on top of .config
#   menuconfig, nconfig   change .config in a menu

set -eu
unset CDPATH

if [ $# -ne 3 ]; then
	sed -n '/^# usage:/,/^$/s/^# //p' "$0" >&2
	exit 64
fi
srctree=$1
out=$2
action=$3
export srctree

if ! command -v kconfig-conf >/dev/null; then
	echo "kconfig-conf is missing (package kconfig-frontends-nox); run: make deps" >&2
	exit 1
fi

mkdir -p "$out"
cd "$out"
log=.kconfig.log.$$
trap 'rm -f "$log" "$log.old"' EXIT

run()
{
	kconfig-conf "$@" Kconfig 2>"$log" && status=0 || status=$?
	cat "$log" >&2
	if [ "$status" -ne 0 ] || grep -qiE 'warning|error|not defined|unsupported' "$log"; then
		[ ! -f "$log.old" ] || mv "$log.old" .config
		echo "kconfig: the configuration is not usable as it is" >&2
		exit 1
	fi
}

# every_line_counts FILE: an unknown symbol or a value out of range would be dropped silently.
# Symbols may be missing from the result only by being written in another form, so the result is
# the full one.
every_line_counts()
{
	while read -r line; do
		case $line in
		CONFIG_* | '# CONFIG_'*' is not set')
			if ! grep -qxF -- "$line" .config; then
				echo "$1: this line has no effect: $line" >&2
				return 1
			fi
			;;
		esac
	done <"$1"
}

# with_its_values COMMAND...: runs what makes .config complete. A value that is there and that the
# result does not have was out of range, or spelt in another way; then .config stays as it was. That
# an option is not there any more is said, but no mistake: another one decides about it.
with_its_values()
{
	[ -f .config ] || { "$@"; return; }
	cp .config "$log.old"
	"$@"
	bad=''
	while read -r line; do
		name=${line%%=*}
		grep -qxF -- "$line" .config && continue
		if grep -qE "^(# )?${name}[= ]" .config; then
			now=$(sed -n -e "s/^$name=//p" -e "s/^# $name is not set/n/p" .config)
			echo "$out/.config: $line is not possible (it would become $now)" >&2
			bad=1
		else
			echo "$out/.config: there is no use for $line here, it is dropped" >&2
		fi
	done <<-EOF
	$(grep '^CONFIG_[A-Za-z0-9_]*=' "$log.old")
	EOF
	if [ -n "$bad" ]; then
		mv "$log.old" .config
		exit 1
	fi
}

case $action in
sync)
	# silentoldconfig asks about new symbols, so the defaults are taken first.
	with_its_values run --olddefconfig >/dev/null
	mkdir -p include/config include/generated
	run --silentoldconfig
	touch include/config/auto.conf
	;;
menuconfig | nconfig)
	with_its_values run --olddefconfig >/dev/null
	# The frames of menus are no ASCII.
	[ "$action" = nconfig ] || action=mconfig
	LC_ALL=C.UTF-8 "kconfig-${action%ig}" Kconfig
	;;
oldconfig)
	# Asks questions: stderr stays on the terminal.
	with_its_values kconfig-conf --oldconfig Kconfig
	;;
olddefconfig)
	with_its_values run --olddefconfig
	;;
savedefconfig=*)
	with_its_values run --olddefconfig >/dev/null
	run "--$action"
	;;
defconfig=*)
	run "--$action" >/dev/null
	every_line_counts "${action#defconfig=}" || { rm -f .config; exit 1; }
	;;
merge=*)
	# The fragment's lines come last and win; that they change a choice is no mistake.
	fragment=${action#merge=}
	cp .config .config.old
	sed -n 's/^\(# \)\{0,1\}\(CONFIG_[A-Z0-9_]*\)[= ].*/\2/p' "$fragment" >"$log"
	{ grep -vwFf "$log" .config.old; cat "$fragment"; } >.config.merged
	kconfig-conf --defconfig=.config.merged Kconfig >/dev/null 2>&1
	rm .config.merged
	every_line_counts "$fragment" || { mv .config.old .config; exit 1; }
	;;
*)
	run "--$action"
	;;
esac
