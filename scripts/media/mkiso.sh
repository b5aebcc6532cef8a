#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes an image with kickstart and the boot modules of an output folder, for CDs and QEMU's -cdrom:
# with GRUB, for USB sticks too; on SPARC-V9 one that OpenFirmware boots by `cdrom:\boot\l4`.
#
# usage: mkiso.sh [--name=value...] OUTDIR IMAGE
#   --root= --args= --boot-args= --maxcpus= --sigma0= --modules=   as those of qemu.sh

set -eu
unset CDPATH

root='' args='' have_args='' boot_args='' maxcpus='' kmem='' how_to_end='' sigma0='' programs=''
have_programs=''
if [ $# -lt 2 ]; then
	sed -n '/^# usage:/,/^$/s/^# //p' "$0" >&2
	exit 64
fi
while [ $# -gt 2 ]; do
	case $1 in
	--root=*) root=${1#*=} ;;
	--args=*) args=${1#*=} have_args=1 ;;
	--boot-args=*) boot_args=${1#*=} ;;
	--maxcpus=*) maxcpus=${1#*=} ;;
	--sigma0=*) sigma0=${1#*=} ;;
	--modules=*) programs=${1#*=} have_programs=1 ;;
	*) echo "mkiso.sh: unknown option $1" >&2; exit 64 ;;
	esac
	shift
done
scripts=$(cd "$(dirname "$0")" && pwd)
image=$(realpath -m "$2")
cd "$1"
. "$scripts/../boot/bootconfig.sh"
work=$(mktemp -d "$image.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$work/tree

# OpenFirmware reads the file system by itself, and loads one program: loader and modules in one.
if [ "$firmware" = openfirmware ]; then
	mkdir -p "$tree/boot"
	modules | "$scripts/../boot/container.py" "$loader" "$tree/boot/l4" "$kickstart_args"
	bytes=$(wc -c <"$tree/boot/l4")
	if [ "$bytes" -gt $((4 << 20)) ]; then
		echo "mkiso: loader and modules take $bytes bytes, OpenBIOS loads 4 MiB" >&2
		exit 1
	fi
	if ! xorriso -as mkisofs -quiet -R -o "$image" "$tree" >"$work/log" 2>&1; then
		cat "$work/log" >&2
		exit 1
	fi
	exit 0
fi

mkdir -p "$tree/boot/grub" "$tree/boot/user"
cp kickstart "$tree/boot/"
modules | while read -r file _; do
	cp "$file" "$tree/boot/$file"
done

# Words as GRUB's menu wants them, so that each arrives as it is: all between quotes; for one blank
# more an empty word. A backslash and quotes GRUB hands on with a backslash in front.
grub_words()
{
	for bad in "\\" "'" '"'; do
		case $1 in
		*"$bad"*)
			echo "mkiso: GRUB cannot pass on the character $bad, which is in: $1" >&2
			exit 1
			;;
		esac
	done
	printf "'%s'" "$1" | sed -e "s/ /' '/g"
}

kickstart_words=$(grub_words "$kickstart_args")
{
	echo 'set timeout=0'
	echo 'set default=0'
	echo 'menuentry Filbert {'
	echo "	multiboot /boot/kickstart kickstart $kickstart_words"
	modules | while IFS= read -r line; do
		words=$(grub_words "$line") || exit
		echo "	module /boot/${line%% *} $words"
	done
	echo '}'
} >"$tree/boot/grub/grub.cfg"

# Only what the menu needs: a small image, and a quick start in an emulator.
if ! grub-mkrescue --directory=/usr/lib/grub/i386-pc --fonts= --themes= --locales= \
	--install-modules='normal multiboot iso9660 part_msdos biosdisk' \
	-o "$image" "$tree" >"$work/log" 2>&1; then
	cat "$work/log" >&2
	exit 1
fi
