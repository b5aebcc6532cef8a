# SPDX-License-Identifier: BSD-2-Clause
# The part of QEMU's command line that says what a PC boots, and from what: sourced by qemu.sh,
# whose positional parameters it sets, with these set:
#   medium, path   iso, floppy, pxe or efi, and where that is; or empty: the files of the build
#   as             how the machine meets the medium, or empty
#   pc_firmware    bios, uefi, or empty
#
# shellcheck shell=sh disable=SC2154

wrong_way()
{
	echo "qemu.sh: $1" >&2
	exit 64
}

set --
# QEMU separates options by commas; a comma in a path is written twice.
path=$(printf '%s\n' "$path" | sed -e 's/,/,,/g')
[ "$medium" != efi ] || pc_firmware=${pc_firmware:-uefi}
case $pc_firmware in
'' | bios) pc_firmware=bios ;;
uefi)
	ovmf=/usr/share/ovmf/OVMF.fd
	[ -f "$ovmf" ] || wrong_way "FIRMWARE=uefi: there is no $ovmf (package ovmf)"
	set -- -bios "$ovmf"
	;;
*) wrong_way "FIRMWARE=$pc_firmware: neither bios nor uefi" ;;
esac

case $medium:$as:$pc_firmware in
::bios)
	set -- -kernel kickstart -append "$kickstart_args" -initrd "$(initrd)"
	;;
iso::* | iso:cd:*)
	set -- "$@" -drive "media=cdrom,readonly=on,format=raw,file=$path"
	;;
iso:stick:*)
	set -- "$@" -device qemu-xhci -device usb-storage,drive=stick,bootindex=0 \
		-drive "if=none,id=stick,format=raw,readonly=on,file=$path"
	;;
iso:disk:*)
	set -- "$@" -drive "if=ide,format=raw,snapshot=on,file=$path"
	;;
floppy::bios)
	# QEMU's q35 is a PC without a floppy drive.
	set -- -boot a -drive "if=none,id=floppy,format=raw,readonly=on,file=$path"
	case $machine in
	q35*) set -- "$@" -device isa-fdc,fdtypeA=144 -device floppy,drive=floppy ;;
	*) set -- "$@" -device floppy,drive=floppy,drive-type=144 ;;
	esac
	;;
pxe::bios | pxe:grub:bios)
	set -- -device e1000,netdev=net,bootindex=0 \
		-netdev "user,id=net,tftp=$path,bootfile=filbert.0"
	;;
pxe:ipxe:bios)
	set -- -device e1000,netdev=net,bootindex=0 \
		-netdev "user,id=net,tftp=$path,bootfile=filbert.ipxe"
	;;
pxe::uefi | pxe:grub:uefi)
	# Without a ROM of its own the card is driven by the firmware.
	set -- "$@" -device virtio-net-pci,netdev=net,romfile=,bootindex=0 \
		-netdev "user,id=net,tftp=$path,bootfile=filbert.efi"
	;;
efi::uefi)
	# A FAT file system is made up from the folder.
	set -- "$@" -drive "if=ide,format=raw,snapshot=on,file.driver=vvfat,file.dir=$path"
	;;
::*) wrong_way "FIRMWARE=$pc_firmware boots from a medium: run-iso, run-pxe or run-efi" ;;
*) wrong_way "$medium: AS=$as with $pc_firmware firmware is no way to boot it" ;;
esac
