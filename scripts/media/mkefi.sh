#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes a folder whose contents boot from the EFI partition of a disk or from a USB stick with a FAT
# file system: GRUB where UEFI firmware looks for it, kickstart and the boot modules of an output
# folder.
#
# usage: mkefi.sh [--name=value...] OUTDIR FOLDER
#   --root= --args= --boot-args= --maxcpus= --sigma0= --modules=   as those of qemu.sh

set -eu
unset CDPATH
. "$(dirname "$0")/medium.sh"

only_pc 'an EFI partition'
fill_tree
mkdir -p "$tree/EFI/BOOT"
# shellcheck disable=SC2086
grub_image x86_64-efi "$tree/EFI/BOOT/BOOTX64.EFI" /boot/grub fat part_gpt part_msdos $efi_screen
date_tree
deliver "$tree"
