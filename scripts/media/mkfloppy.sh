#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes the image of a 1.44 MB floppy with kickstart and the boot modules of an output folder: a FAT
# file system whose reserved sectors, in front, hold GRUB.
#
# usage: mkfloppy.sh [--name=value...] OUTDIR IMAGE
#   --root= --args= --boot-args= --maxcpus= --sigma0= --modules=   as those of qemu.sh

set -eu
unset CDPATH
. "$(dirname "$0")/medium.sh"

SECTOR=512
SECTORS=2880
# The boot sector's parameter block, which describes the file system; GRUB's code stands around it.
BLOCK_START=3
BLOCK_END=90

only_pc 'a floppy'
fill_tree

# number OFFSET: two bytes of the boot sector.
number()
{
	od -A n -t u2 -j "$1" -N 2 "$image" | tr -d ' '
}

# Prints bytes and name of each file and folder as the file system takes them: whole sectors; a
# folder's names take 32 bytes for each 13 characters, and 32 more.
needs_of()
{
	for file in "$loader" $(modules | cut -d' ' -f1) grub/grub.cfg grub/menu.lst; do
		[ ! -f "$tree/boot/$file" ] || echo "$(wc -c <"$tree/boot/$file") $file"
	done | awk '!seen[$2]++'
	find "$tree" -mindepth 1 -type d | sort | while read -r folder; do
		slots=$(find "$folder" -mindepth 1 -maxdepth 1 | sed -e 's,.*/,,' |
			awk '{ n += 2 + int((length + 12) / 13) } END { print n + 2 }')
		echo "$((slots * 32)) ${folder#"$tree/"}/"
	done
}

# Fails, and says what does not fit, if the needs exceed so many bytes.
check_room()
{
	needs_of | awk -v room="$1" -v name="$name" '
	{
		bytes[NR] = int(($1 + 511) / 512) * 512
		total += bytes[NR]
		line[NR] = sprintf("  %8d  %s%s", bytes[NR], $2,
				   total > room ? "   <- does not fit" : "")
	}
	END {
		if (total <= room)
			exit 0
		printf "%s: %d bytes too many: there is room for %d, these files need %d\n",
		       name, total - room, room, total
		for (i = 1; i <= NR; i++)
			print line[i]
		exit 1
	}' >&2
}

image=$work/image
# The words of $bios_screen are modules, or none.
# shellcheck disable=SC2086
grub_image i386-pc "$work/core" /boot/grub biosdisk fat $bios_screen
core_sectors=$((($(wc -c <"$work/core") + SECTOR - 1) / SECTOR))
fat_image "$image" $((SECTORS * SECTOR / 1024)) FILBERT -R $((1 + core_sectors))
fat_sectors=$(number 22) root_slots=$(number 17)
check_room $(((SECTORS - 1 - core_sectors - 2 * fat_sectors) * SECTOR - 32 * root_slots))
fat_fill "$image" "$tree"

# put OFFSET BYTES: this part of GRUB's boot sector.
put()
{
	dd if="$grub/i386-pc/boot.img" of="$image" bs=1 skip="$1" seek="$1" count="$2" \
		conv=notrunc status=none
}

put 0 "$BLOCK_START"
put "$BLOCK_END" $((SECTOR - BLOCK_END))
dd if="$work/core" of="$image" bs="$SECTOR" seek=1 conv=notrunc status=none
deliver "$image"
