#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes a folder for a TFTP server, with kickstart and the boot modules of an output folder. A DHCP
# server names the file to begin with: filbert.0 (BIOS), filbert.efi (UEFI) or, for those who have
# iPXE, filbert.ipxe.
#
# usage: mkpxe.sh [--name=value...] OUTDIR FOLDER
#   --root= --args= --boot-args= --maxcpus= --sigma0= --modules=   as those of qemu.sh

set -eu
unset CDPATH
. "$(dirname "$0")/medium.sh"

only_pc 'this way of network boot'
fill_tree
# The words of $bios_screen are modules, or none.
# shellcheck disable=SC2086
grub_image i386-pc-pxe "$tree/filbert.0" '(pxe)/boot/grub' pxe tftp $bios_screen
# shellcheck disable=SC2086
grub_image x86_64-efi "$tree/filbert.efi" '(tftp)/boot/grub' efinet net tftp $efi_screen
ipxe_script >"$tree/filbert.ipxe"
date_tree
deliver "$tree"
