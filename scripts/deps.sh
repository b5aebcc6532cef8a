#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installs the Debian packages that building, running and testing need and that are missing. Quick
# when nothing is missing; without the right to install it prints the command and fails.
#
# usage: deps.sh [bench] [test-bochs]    also what these goals of make need

set -eu

missing=

# need PACKAGE FILE-OR-COMMAND: the package is there if what it brings is there.
need()
{
	case $2 in
	/*) [ -e "$2" ] ;;
	*) command -v "$2" >/dev/null 2>&1 ;;
	esac || missing="$missing $1"
}

need make make
need gcc gcc
need g++ g++
need clang clang
need clang-14 clang-14
need libclang-rt-14-dev /usr/lib/llvm-14/lib/clang/14.0.6/lib/linux
need libc6-dev /usr/include/stdio.h
need kconfig-frontends-nox kconfig-conf
need gcc-i686-linux-gnu i686-linux-gnu-gcc
need qemu-system-x86 qemu-system-x86_64
need gcc-sparc64-linux-gnu sparc64-linux-gnu-gcc
need binutils-sparc64-linux-gnu sparc64-linux-gnu-ld
need qemu-system-sparc qemu-system-sparc64
need qemu-user qemu-sparc64
need libc6-dev-sparc64-cross /usr/sparc64-linux-gnu/include/stdio.h
need grub-common grub-mkrescue
need grub-pc-bin /usr/lib/grub/i386-pc/multiboot.mod
need xorriso xorriso
need mtools mformat
need python3 python3
need gdb gdb
need libcmocka-dev /usr/include/cmocka.h
need sparse sparse
need shellcheck shellcheck
case " $* " in
*" bench "*)
	need gnuplot-nox gnuplot
esac

case " $* " in
*" test-bochs "*)
	need bochs bochs
	need bochs-term /usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_term_gui.so
	need bochsbios /usr/share/bochs/BIOS-bochs-latest
	need vgabios /usr/share/vgabios/vgabios.bin
esac

missing=${missing# }
[ -n "$missing" ] || exit 0

command="apt-get install -y --no-install-recommends $missing"
stop()
{
	echo "$1; as root, run:" >&2
	echo "  apt-get update && $command" >&2
	exit 1
}

echo "missing Debian packages: $missing"
command -v apt-get >/dev/null || stop "apt-get is not here to install them"
if [ "$(id -u)" = 0 ]; then
	as_root='env'
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
	as_root='sudo env'
else
	stop "no right to install them"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing them: $command"
for step in "apt-get update" "$command"; do
	# The words of a step are its arguments.
	# shellcheck disable=SC2086
	if ! $as_root DEBIAN_FRONTEND=noninteractive $step >"$log" 2>&1; then
		cat "$log" >&2
		stop "'$step' failed"
	fi
done
echo "installed: $missing"
