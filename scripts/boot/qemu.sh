#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Boots what an output folder holds in QEMU, with the serial line on the terminal, and turns the
# way the run ended into an exit status: 0 success, 1 failure reported by the root task, 2 ended
# without a result, 3 kernel panic, 4 stopped by kickstart, 124 time-out.
#
# usage: qemu.sh [--name=value...] OUTDIR
#   --root= --args=    root task and its arguments, instead of the configured ones
#   --sigma0=          program that is sigma0, instead of `sigma0`
#   --modules=WORDS    further programs, instead of the configured ones
#   --machine=pc|q35|sun4u   --cpu=MODEL   --mem=MiB
#   --smp=N            processors of the machine; more than one run on as many threads of the host,
#                      unless instructions are counted: then one after the other
#   --maxcpus=N        how many of them the kernel is to use
#   --kmem=MiB         kernel memory, instead of the configured size
#   --icount=1         count instructions: one instruction is 1 ns of virtual time
#   --timeout=SECONDS  0: none; default: none on a terminal, else 300; `make test` has it multiplied
#                      by TEST_SLOWNESS on a slow machine
#   --iso=FILE --floppy=FILE --pxe=FOLDER --efi=FOLDER   boot this medium instead of the files
#   --as=cd|stick|disk how the machine meets the image of --iso; default: cd
#   --as=grub|ipxe     what it boots first from the network; default: grub
#   --firmware=bios|uefi   of a PC; default: bios, uefi with --efi
#   --hand=1           for use by hand: the break-in key works, the root task does not end the
#                      run, and ending it is no failure
#   --exit=PORT        tell the root task of a debug-exit port though none is configured
#   --gdb=1            wait for gdb at port 1234
#   --gdb=PATH         wait for gdb at this socket; its commands are written to PATH.gdb
#   --plugin=FILE,ARG=VALUE,...  a plugin that watches the emulated processor
#   --bare=1           the kernel alone, without loader and programs (sun4u)
#   --boot-args=WORDS  put before kickstart's configured options: the first of a name counts
#   --dry=1            print the command only
#   --files=1          print the names of the files that would be booted, even if they are missing

set -eu
unset CDPATH

usage()
{
	sed -n '/^# usage:/,/^$/s/^# //p' "$0" >&2
	exit 64
}

machine='' cpu='' mem='' smp='' maxcpus='' kmem='' icount='' timeout='' hand='' gdb=''
plugin='' dry='' medium='' path='' as='' pc_firmware=''
files='' root='' args='' boot_args='' have_args='' how_to_end='' port=''
sigma0='' programs='' have_programs='' bare=''
while [ $# -gt 0 ]; do
	value=${1#*=}
	case $1 in
	--root=*) root=$value ;;
	--args=*) args=$value have_args=1 ;;
	--sigma0=*) sigma0=$value ;;
	--modules=*) programs=$value have_programs=1 ;;
	--machine=*) machine=$value ;;
	--cpu=*) cpu=$value ;;
	--mem=*) mem=$value ;;
	--smp=*) smp=$value ;;
	--maxcpus=*) maxcpus=$value ;;
	--kmem=*) kmem=$value ;;
	--icount=*) icount=$value ;;
	--timeout=*) timeout=$value ;;
	--iso=* | --floppy=* | --pxe=* | --efi=*) medium=${1%%=*} path=$value ;;
	--as=*) as=$value ;;
	--firmware=*) pc_firmware=$value ;;
	--hand=*) hand=$value ;;
	--gdb=*) gdb=$value ;;
	--plugin=*) plugin=$value ;;
	--boot-args=*) boot_args=$value ;;
	--exit=*) how_to_end=$value ;;
	--bare=*) bare=$value ;;
	--dry=*) dry=$value ;;
	--files=*) files=$value ;;
	--*) echo "qemu.sh: unknown option $1" >&2; exit 64 ;;
	*) break ;;
	esac
	shift
done
[ $# -eq 1 ] || usage
case $smp in
'') smp=1 ;;
[1-9] | [1-9][0-9] | 1[0-9][0-9] | 2[0-4][0-9] | 25[0-5]) ;;
*) echo "qemu.sh: SMP=$smp is no number of processors, 1 to 255" >&2; exit 64 ;;
esac
out=$1
scripts=$(cd "$(dirname "$0")" && pwd)
medium=${medium#--}
[ -z "$medium" ] || path=$(realpath -e -- "$path")
cd "$out"
if [ -n "$hand" ]; then
	# The debug-exit port stays for the debugger's command `exit`.
	how_to_end=no
	boot_args="attended${boot_args:+ $boot_args}"
fi
. "$scripts/bootconfig.sh"

if [ "$smp" -gt 1 ] && [ "$firmware" = openfirmware ]; then
	echo "qemu.sh: SMP=$smp: this machine has one processor" >&2
	exit 64
fi
if [ "$smp" -gt 1 ] && [ -z "$(config SMP)" ]; then
	echo "qemu: the kernel uses one of $smp processors: CONFIG_SMP is not set" >&2
fi

if [ -z "$cpu" ]; then
	case $(config CPU_GENERATION_NAME) in
	'AMD K8') cpu=Opteron_G1 ;;
	'AMD K10') cpu=phenom,-fxsr-opt ;;
	'Intel Core') cpu=core2duo ;;
	UltraSPARC*) ;;
	*) cpu=max ;;
	esac
fi

if [ "$firmware" = openfirmware ]; then
	qemu=${QEMU:-qemu-system-sparc64}
else
	qemu=${QEMU:-qemu-system-x86_64}
fi

# Without a serial console the screen is what there is to look at: in a window if there can be one.
display=none
if [ -z "$(config CONSOLE_UART)" ] && [ -t 1 ]; then
	there=$("$qemu" -display help 2>/dev/null) || :
	for kind in ${DISPLAY:+gtk sdl} ${WAYLAND_DISPLAY:+gtk} curses none; do
		! echo "$there" | grep -qx "$kind" || break
	done
	display=$kind
	[ "$display" != none ] ||
		echo "qemu: no way to show the screen (package qemu-system-gui)" >&2
fi

serial=mon:stdio
if [ ! -t 0 ]; then
	# Nobody could end it by hand.
	timeout=${timeout:-300}
	serial=stdio
	[ -n "$hand" ] || exec </dev/null
fi
[ "$display" != curses ] || serial=none

image='' log=''
if [ "$firmware" = openfirmware ]; then
	gdb_machine=sparc:v9 debugger=gdb-multiarch
	# Where the kernel sees physical memory: PHYSMAP_BASE of <arch/page.h>.
	kernel_view=0xfffff80000000000
	kernel=filbert-kernel
	if [ -n "$loader" ] && [ -z "$medium" ]; then
		# A run at the same time may boot other programs.
		image=$(mktemp)
		trap 'rm -rf "$log" "$image"' EXIT
		modules | "$scripts/container.py" "$loader" "$image" "$kickstart_args"
		kernel=$image
	fi
	case $medium in
	'') set -- -kernel "$kernel" ;;
	iso) set -- -cdrom "$path" -prom-env 'boot-device=cdrom:\boot\l4' ;;
	*) echo "qemu.sh: this machine boots no $medium" >&2; exit 64 ;;
	esac
	set -- -machine "${machine:-sun4u},accel=tcg" -vga none "$@" ${cpu:+-cpu "$cpu"}
	# A panic ends the emulator by abort().
	# shellcheck disable=SC3045
	ulimit -c 0
else
	gdb_machine=i386:x86-64 debugger=gdb
	if [ -z "$hand" ]; then
		port=$how_to_end
	elif [ -n "$(config KDB)" ]; then
		port=$exit_port
	fi
	. "$scripts/medium.sh"
	# Not every host takes this choice by itself.
	accel=tcg
	[ "$smp" -eq 1 ] || [ "${icount:-0}" != 0 ] || accel=tcg,thread=multi
	# QEMU 10 ends with "Bad icount read" when instructions are counted and a kernel sets an
	# x2APIC's timer. Older ones have no x2APIC.
	[ "${icount:-0}" = 0 ] || case $cpu in
	*x2apic*) ;;
	*) cpu=$cpu,x2apic=off ;;
	esac
	set -- -machine "${machine:-pc}" -accel "$accel" -cpu "$cpu" -vga std \
		${port:+-device "isa-debug-exit,iobase=$port,iosize=0x04"} "$@"
fi
# Another serial line, connected to nothing, is for drivers under test: a PC's second one, a device
# in a PCI slot.
if [ "$firmware" = openfirmware ]; then
	set -- -chardev null,id=slot -device pci-serial,chardev=slot,bus=pciB "$@"
else
	set -- -serial null "$@"
fi
if [ "$smp" -gt 1 ]; then
	set -- -smp "$smp" "$@"
fi
set -- -m "${mem:-256}" -nodefaults -no-reboot -display "$display" -serial "$serial" "$@"
[ "${icount:-0}" = 0 ] || set -- "$@" -icount shift=0,sleep=off
[ -z "$plugin" ] || set -- "$@" -plugin "$plugin"
case $gdb in
'') ;;
1)
	# Written as a number: not every machine knows a name for itself, and no other may connect.
	target=127.0.0.1:1234
	set -- "$@" -S -gdb "tcp:$target"
	gdb_commands=$PWD/gdbinit
	;;
*)
	set -- "$@" -S -gdb "unix:$gdb,server=on,wait=off"
	target=$gdb
	gdb_commands=$gdb.gdb
	;;
esac
# SPARC: QEMU translates for gdb as the TLB does, which has little of the kernel's memory.
remote=''
[ "$firmware" != openfirmware ] ||
	remote="| $(cd "$scripts/../gdb" && pwd)/physical.py $kernel_view $((${mem:-256} << 20)) "
set -- "$qemu" "$@"

if [ -n "$dry" ]; then
	printf '%s ' "$@"
	echo
	exit 0
fi
if [ -n "$gdb" ]; then
	{
		echo 'set confirm off'
		echo 'set pagination off'
		echo "set architecture $gdb_machine"
		echo "file $PWD/filbert-kernel.debug"
		[ ! -f "user/$root.debug" ] || echo "add-symbol-file $PWD/user/$root.debug"
		echo "source $scripts/../gdb/filbert-gdb.py"
		echo "target remote $remote$target"
	} >"$gdb_commands"
	cat >&2 <<-EOF
	QEMU waits for a debugger. In another terminal:
	  $debugger -x $gdb_commands
	It knows the symbols of the kernel${root:+ and of $root}, and commands that begin with l4-.
	Try: hbreak panic, continue, l4-threads.  Ctrl-a x ends QEMU.
	EOF
fi

case $timeout in
'' | 0) ;;
*)
	timeout=$((timeout * ${TEST_SLOWNESS:-1}))
	set -- timeout --foreground -k 2 "$timeout" "$@"
	;;
esac

# Without the port the text on the serial line is what tells how the run ended.
status=0
if [ -n "$loader" ] && [ -n "$(config CONSOLE_UART)" ] && [ -z "$port$hand" ]; then
	log=$(mktemp -d)
	trap 'rm -rf "$log" "$image"' EXIT
	{ "$@" || echo $? >"$log/status"; } | tee "$log/text"
	[ ! -f "$log/status" ] || read -r status <"$log/status"
else
	"$@" || status=$?
fi
case $status in
33) exit 0 ;;
35) echo "qemu: the root task reported failure" >&2; exit 1 ;;
37) echo "qemu: kernel panic" >&2; exit 3 ;;
39) echo "qemu: kickstart could not boot the image" >&2; exit 4 ;;
124 | 137) echo "qemu: no end after $timeout seconds" >&2; exit 124 ;;
134) echo "qemu: kernel panic" >&2; exit 3 ;;
0)
	# SPARC: the kernel alone switches the machine off when all went well.
	[ -n "$hand" ] || [ -z "$loader" ] && exit 0
	if [ -n "$log" ] && grep -q '^kickstart: stopped' "$log/text"; then
		echo "qemu: kickstart could not boot the image" >&2
		exit 4
	fi
	case ${log:+$(tr -d '\r' <"$log/text" | sed -n 's/^end of run: //p')} in
	success) exit 0 ;;
	failure) echo "qemu: the root task reported failure" >&2; exit 1 ;;
	esac
	if [ -n "$log$port" ]; then
		echo "qemu: the run ended without a result (reset, or ended by hand)" >&2
	else
		echo "qemu: the run ended; without a serial console and a debug-exit port only" \
			"the screen has shown how" >&2
	fi
	exit 2
	;;
*) echo "qemu: ended with status $status" >&2; exit 2 ;;
esac
