# SPDX-License-Identifier: BSD-2-Clause
# What all media have in common: sourced by mkNAME.sh, with its words. It reads the options, goes to
# the output folder, and takes what is booted from bootconfig.sh. From then on there are
#   $target    where the medium is to be: put there by `deliver`, as a whole or not at all
#   $work      a temporary folder beside it
#   $tree      in that one, the files of the medium, once fill_tree has run
# Nothing of a medium depends on the clock or on who makes it: dates are those of the kernel.
#
# shellcheck shell=sh disable=SC2154,SC2034

name=${0##*/}
name=${name%.sh}
root='' args='' have_args='' boot_args='' maxcpus='' kmem='' how_to_end='' sigma0='' programs=''
have_programs=''
while [ $# -gt 2 ]; do
	case $1 in
	--root=*) root=${1#*=} ;;
	--args=*) args=${1#*=} have_args=1 ;;
	--boot-args=*) boot_args=${1#*=} ;;
	--maxcpus=*) maxcpus=${1#*=} ;;
	--sigma0=*) sigma0=${1#*=} ;;
	--modules=*) programs=${1#*=} have_programs=1 ;;
	*) echo "$name: unknown option $1" >&2; exit 64 ;;
	esac
	shift
done
if [ $# -lt 2 ]; then
	sed -n '/^# usage:/,/^$/s/^# //p' "$0" >&2
	exit 64
fi
scripts=$(cd "$(dirname "$0")" && pwd)
target=$(realpath -m -- "$2")
cd "$1" || exit
. "$scripts/../boot/bootconfig.sh"
. "$scripts/menus.sh"

umask 022
SOURCE_DATE_EPOCH=$(date -u +%s -d "$(awk '/FILBERT_GEN_/ { date = date "-" $3 }
	END { print substr(date, 2) }' include/generated/version.h)")
LC_ALL=C TZ=UTC MTOOLSRC=/dev/null MTOOLS_SKIP_CHECK=1
export SOURCE_DATE_EPOCH LC_ALL TZ MTOOLSRC MTOOLS_SKIP_CHECK
unset GRUB_DIR TAR_OPTIONS

mkdir -p "$(dirname "$target")"
work=''
trap 'rm -rf "$work"' EXIT
# A shell that a signal ends does not see to its end.
trap 'exit 1' HUP INT TERM
work=$(mktemp -d "$target.XXXXXX")
tree=$work/tree
grub=/usr/lib/grub

stop()
{
	echo "$name: $1" >&2
	exit 1
}

# only_pc WHAT: other machines' firmware boots no such medium.
only_pc()
{
	[ "$firmware" = multiboot ] ||
		stop "$1 is for PCs; OpenFirmware boots the image of \`make iso\`"
}

# quietly COMMAND...: what it says is shown if it fails.
quietly()
{
	"$@" >"$work/log" 2>&1 || {
		cat "$work/log" >&2
		stop "${1##*/} failed"
	}
}

# Loader and modules below boot/, with the menus of GRUB and GRUB legacy.
fill_tree()
{
	mkdir -p "$tree/boot/grub" "$tree/boot/user"
	for file in "$loader" $(modules | cut -d' ' -f1 | sort -u); do
		cp "$file" "$tree/boot/$file"
		chmod 644 "$tree/boot/$file"
	done
	grub_cfg >"$tree/boot/grub/grub.cfg"
	if legacy_takes_it; then
		menu_lst >"$tree/boot/grub/menu.lst"
	fi
	date_tree
}

date_tree()
{
	find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# What all GRUBs here are made of: a menu, and what it boots.
grub_parts='normal configfile test echo multiboot multiboot2'
# Without these GRUB finds no framebuffer to hand on.
efi_screen='efi_gop efi_uga'
bios_screen=$([ -z "$(config CONSOLE_FB)" ] || echo vbe)

# grub_image FORMAT FILE PREFIX MODULE...
grub_image()
{
	format=$1 file=$2 prefix=$3
	shift 3
	parts=${format%-pxe}
	# The words of $grub_parts are modules.
	# shellcheck disable=SC2086
	quietly grub-mkimage -d "$grub/${parts%-eltorito}" -O "$format" -o "$file" -p "$prefix" \
		"$@" $grub_parts
}

# fat_image FILE KIB LABEL [OPTION...]: with the same number on each volume of the same contents.
fat_image()
{
	file=$1 kib=$2 label=$3
	shift 3
	rm -f "$file"
	PATH=$PATH:/usr/sbin:/sbin quietly mkfs.fat --invariant -F 12 \
		-i "$(identity | cut -c1-8)" -n "$label" "$@" -C "$file" "$kib"
}

# A number that stands for the contents of the tree.
identity()
{
	(cd "$tree" && find . -type f | sort | xargs sha256sum) | sha256sum | cut -c1-16
}

# fat_fill IMAGE FOLDER: everything in the folder, and proof that it has arrived.
fat_fill()
{
	quietly mcopy -s -m -i "$1" "$2"/* ::/
	mkdir "$work/arrived"
	quietly mcopy -s -n -i "$1" '::/*' "$work/arrived/"
	quietly diff -r "$2" "$work/arrived"
	rm -rf "$work/arrived"
}

# deliver PATH: what was made is the medium. A folder that is there is replaced if it was made here.
deliver()
{
	if [ -d "$target" ]; then
		[ -d "$1" ] || stop "$target is a folder"
		[ -f "$target/boot/kickstart" ] || rmdir "$target" 2>/dev/null ||
			stop "$target: another folder is in the way"
		rm -rf "$target"
	fi
	mv -f "$1" "$target"
}
