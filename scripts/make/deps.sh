#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installs the Debian packages that something needs and that are missing. Quick when nothing is
# missing; without the right to install it prints the command and fails.
#
# usage: deps.sh [--out=OUTDIR] GROUP...
#   config      the configuration programs
#   build       compilers of the architecture that is configured in OUTDIR (none: AMD64)
#   clang       the second compiler
#   emulator    QEMU of that architecture
#   media       images and folders that boot
#   firmware    UEFI for the emulator
#   debugger    gdb for it
#   bench       the benchmark and its plot
#   estimate    what `make bench` estimates cycles with
#   check       the rules of the tree, for all architectures
#   fuzz        libFuzzer and the host port
#   models      the checker of models
#   bochs       the second emulator
#   release     what `make release` needs, for all processors
#   long        what only `make test-long` needs
#   nightly     the page of scripts/nightly; all that it runs is in `test` and `bench`
#   suite:NAME  what `make test SUITES=NAME` needs; NAME/ may be in front, as in suite:pc/ipc
#   test        all of these but bochs, long, the plot and the estimate
#   all         all of these but bochs and long

set -eu

usage()
{
	sed -n '/^# usage:/,/^$/s/^# //p' "$0" >&2
	exit 64
}

top=${0%/*}/../..
out='' arch=amd64 missing=
case ${1-} in
--out=*) out=${1#*=}; shift ;;
esac
[ $# -gt 0 ] || usage
if [ -n "$out" ] && grep -qsx 'CONFIG_ARCH_SPARC64=y' "$out/.config"; then
	arch=sparc64
fi

# need PACKAGE FILE-OR-COMMAND: the package is there if what it brings is there. Names that differ
# between releases are separated by bars; the first that the release has is taken.
need()
{
	case $2 in
	/*) [ -e "$2" ] && return ;;
	*) command -v "$2" >/dev/null 2>&1 && return ;;
	esac
	case " $missing " in
	*" $1 "*) ;;
	*) missing="$missing $1" ;;
	esac
}

# Programs in C++ are built for both word sizes.
need_cxx()
{
	[ -n "$(find "$top/user" -name '*.cc' 2>/dev/null)" ] || return 0
	need g++ g++
	need g++-i686-linux-gnu i686-linux-gnu-g++
}

need_compiler()
{
	case $1 in
	amd64)
		need gcc gcc
		need gcc-i686-linux-gnu i686-linux-gnu-gcc
		need_cxx
		;;
	sparc64)
		need gcc-sparc64-linux-gnu sparc64-linux-gnu-gcc
		need binutils-sparc64-linux-gnu sparc64-linux-gnu-ld
		;;
	esac
}

need_debugger()
{
	case $1 in
	amd64) need gdb gdb ;;
	sparc64) need gdb-multiarch gdb-multiarch ;;
	esac
}

need_emulator()
{
	case $1 in
	amd64) need qemu-system-x86 qemu-system-x86_64 ;;
	sparc64) need qemu-system-sparc qemu-system-sparc64 ;;
	esac
}

# For the framebuffer.
need_font()
{
	need fonts-spleen /usr/share/consolefonts/spleen-8x16.psfu.gz
}

# Programs for the machine that builds.
need_host_compiler()
{
	need gcc gcc
	need libc6-dev /usr/include/stdio.h
}

clang_runtime()
{
	folder=$(clang -print-resource-dir 2>/dev/null) || folder=/nowhere
	echo "$folder/lib/linux"
}

# A folder of tests may need anything; a suite of the root task a medium.
need_suite()
{
	case $1 in
	pc/* | q35/*)
		need_group emulator
		need python3 python3
		;;
	*)
		if [ "$1" != "${1#grub/}" ] || [ -d "$top/user/apps/test/$1" ]; then
			need_group emulator
			need_group media
			need python3 python3
		else
			need_group test
		fi
		[ ! -d "$top/tests/$1" ] || need_group test
		;;
	esac
}

need_group()
{
	case $1 in
	config)
		need kconfig-frontends-nox kconfig-conf
		;;
	build)
		need make make
		need_group config
		need_compiler "$arch"
		[ -z "$out" ] || ! grep -Eqsx 'CONFIG_(USER_)?CONSOLE_FB=y' "$out/.config" ||
			need_font
		;;
	clang)
		need clang clang
		;;
	emulator)
		need_emulator "$arch"
		;;
	media)
		need xorriso xorriso
		[ "$arch" != sparc64 ] || return 0
		need grub-common grub-mkimage
		need grub-pc-bin /usr/lib/grub/i386-pc/multiboot2.mod
		need grub-efi-amd64-bin /usr/lib/grub/x86_64-efi/multiboot2.mod
		need mtools mcopy
		need dosfstools /usr/sbin/mkfs.fat
		;;
	firmware)
		need ovmf /usr/share/ovmf/OVMF.fd
		;;
	debugger)
		need_debugger "$arch"
		;;
	bench)
		need_host_compiler
		need python3 python3
		need gnuplot-nox gnuplot
		;;
	estimate)
		need llvm llvm-mca
		;;
	check)
		need_compiler amd64
		need_compiler sparc64
		need g++ g++
		need python3 python3
		need sparse sparse
		need shellcheck shellcheck
		;;
	fuzz)
		need_host_compiler
		need python3 python3
		need_group clang
		need 'libclang-rt-14-dev|libclang-rt-19-dev' "$(clang_runtime)"
		need libcmocka-dev /usr/include/cmocka.h
		;;
	models)
		need_host_compiler
		need python3 python3
		need spin spin
		need tcc tcc
		;;
	bochs)
		need bochs bochs
		need bochs-term /usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_term_gui.so
		need bochsbios /usr/share/bochs/BIOS-bochs-latest
		need vgabios /usr/share/vgabios/vgabios.bin
		need python3 python3
		;;
	release)
		arch=amd64
		need make make
		need_group config
		need_compiler amd64
		need_compiler sparc64
		need_group media
		need_font
		need python3 python3
		need xz-utils xz
		;;
	long)
		need_group release
		need faketime faketime
		need grub-legacy /usr/lib/grub/x86_64-pc/stage2_eltorito
		need chromium chromium
		;;
	nightly)
		need python3-jinja2 /usr/lib/python3/dist-packages/jinja2
		;;
	suite:*)
		need_suite "${1#suite:}"
		;;
	test)
		for group in build media firmware check fuzz models nightly; do
			need_group $group
		done
		need_font
		for machine in amd64 sparc64; do
			need_emulator $machine
			need_debugger $machine
		done
		need qemu-user qemu-sparc64
		need libc6-dev-sparc64-cross /usr/sparc64-linux-gnu/include/stdio.h
		need libc6-dev-i386-cross /usr/i686-linux-gnu/include/stdio.h
		;;
	all)
		need_group test
		need_group bench
		need_group estimate
		;;
	*)
		usage
		;;
	esac
}

for word in "$@"; do
	need_group "$word"
done
[ -n "$missing" ] || exit 0

# Prints the name of this release for each package with several names; the first, if nobody knows.
names_here()
{
	for package in $missing; do
		here=${package%%|*}
		for name in $(echo "$package" | tr '|' ' '); do
			if apt-cache policy "$name" 2>/dev/null | grep -q 'Candidate: [^(]'; then
				here=$name
				break
			fi
		done
		printf ' %s' "$here"
	done
}
names=$(names_here)

stop()
{
	echo "$1; as root, run:" >&2
	echo "  apt-get update && apt-get install --no-install-recommends$names" >&2
	exit 1
}

echo "missing Debian packages:$names"
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

apt()
{
	$as_root DEBIAN_FRONTEND=noninteractive LC_ALL=C \
		apt-get -q -o DPkg::Lock::Timeout=120 "$@" 2>&1
}

# Passes on what apt-get says about sizes, and how far it is: all the time on a terminal, else a
# line for each tenth.
show_progress()
{
	last=
	while IFS= read -r line; do
		case $line in
		dlstatus:* | pmstatus:*) ;;
		*)
			echo "$line" >>"$log"
			case $line in
			'Need to get '* | 'After this operation, '*)
				[ ! -t 1 ] || printf '\r'
				echo "  $line"
				;;
			esac
			continue
			;;
		esac
		what=installing
		[ "$line" = "${line#dl}" ] || what=downloading
		percent=${line#*:*:}
		percent=${percent%%[.:]*}
		if [ -t 1 ]; then
			printf '\r  %s: %s %%   ' "$what" "$percent"
		elif [ "$what ${percent%?}" != "$last" ]; then
			echo "  $what: $percent %"
		fi
		last="$what ${percent%?}"
	done
	[ ! -t 1 ] || [ -z "$last" ] || echo
}

fail()
{
	cat "$log" >&2
	stop "$1 failed"
}

echo "asking for the lists of packages"
apt update >"$log" || fail 'apt-get update'

names=$(names_here)
echo "installing:$names"
: >"$log"
# The words of $names are packages.
# shellcheck disable=SC2086
{ apt install -y --no-install-recommends -o APT::Status-Fd=1 $names || echo 'apt-get: failed'; } |
	show_progress
[ "$(tail -n 1 "$log")" != 'apt-get: failed' ] || fail 'apt-get install'
echo "installed:$names"
