#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes an image with kickstart and the boot modules of an output folder, for CDs and USB sticks,
# with a GRUB for BIOS and one for UEFI; on SPARC-V9 one that OpenFirmware boots by
# `cdrom:\boot\l4`.
#
# usage: mkiso.sh [--name=value...] OUTDIR IMAGE
#   --root= --args= --boot-args= --maxcpus= --sigma0= --modules=   as those of qemu.sh

set -eu
unset CDPATH
. "$(dirname "$0")/medium.sh"

# make_iso OPTION...: the tree as an image; dates of volume and files come from SOURCE_DATE_EPOCH.
make_iso()
{
	quietly xorriso -as mkisofs -quiet -r -V FILBERT "$@" -o "$work/image" "$tree"
	mkdir "$work/arrived"
	quietly xorriso -osirrox on:auto_chmod_on -indev "$work/image" -extract / "$work/arrived"
	chmod -R u+w "$work/arrived"
}

# OpenFirmware reads the file system by itself, and loads one program: loader and modules in one.
if [ "$firmware" = openfirmware ]; then
	mkdir -p "$tree/boot"
	modules | "$scripts/../boot/container.py" "$loader" "$tree/boot/l4" "$kickstart_args"
	bytes=$(wc -c <"$tree/boot/l4")
	[ "$bytes" -le $((4 << 20)) ] ||
		stop "loader and modules take $bytes bytes, OpenBIOS loads 4 MiB"
	date_tree
	make_iso
	quietly diff -r "$tree" "$work/arrived"
	deliver "$work/image"
	exit 0
fi

fill_tree
# GRUB looks for this very image: another CD or stick may be in the machine.
id=$(identity)
echo "$id" >"$tree/boot/grub/$id"
cat >"$work/early" <<END
search --no-floppy --set=root --file /boot/grub/$id
set prefix=(\$root)/boot/grub
END
finder="-c $work/early search search_fs_file iso9660 part_msdos part_gpt"
# The words of $finder, $bios_screen and $efi_screen are options and modules.
# shellcheck disable=SC2086
{
	grub_image i386-pc-eltorito "$tree/boot/grub/bios.img" /boot/grub $finder biosdisk \
		$bios_screen
	mkdir -p "$work/efi/EFI/BOOT"
	grub_image x86_64-efi "$work/efi/EFI/BOOT/BOOTX64.EFI" /boot/grub $finder fat $efi_screen
}
kib=$(($(wc -c <"$work/efi/EFI/BOOT/BOOTX64.EFI") / 1024 + 64))
fat_image "$tree/boot/grub/efi.img" "$kib" EFI
find "$work/efi" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
fat_fill "$tree/boot/grub/efi.img" "$work/efi"
date_tree

make_iso -b boot/grub/bios.img -c boot/grub/boot.cat -no-emul-boot -boot-load-size 4 \
	-boot-info-table --grub2-boot-info --grub2-mbr "$grub/i386-pc/boot_hybrid.img" \
	--protective-msdos-label --efi-boot boot/grub/efi.img -efi-boot-part --efi-boot-image
# Into these two xorriso has written where they lie.
quietly diff -r -x bios.img -x boot.cat "$tree" "$work/arrived"
deliver "$work/image"
