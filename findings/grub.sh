# SPDX-License-Identifier: BSD-2-Clause
# Sourced by the findings about GRUB under a BIOS: its packages, and an emulator that boots a kernel
# of the finding's own by it. What the kernel writes to port 0xe9 is standard output; it ends the
# emulator by a byte to port 0xf4.
#
# shellcheck shell=sh

VERSIONS='grub-common=2.06-13+deb12u2 grub-pc-bin=2.06-13+deb12u2 xorriso=1.5.4-4
	mtools=4.0.33-1+really4.0.32-1 qemu-system-x86=1:7.2+dfsg-7+deb12u18+b3
	qemu-system-common=1:7.2+dfsg-7+deb12u18+b3'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs grub-mkrescue xorriso mformat qemu-system-x86_64 gcc ld

# The assembler text on standard input becomes the file `kernel`.
make_kernel()
{
	cat >kernel.S
	gcc -m32 -c -o kernel.o kernel.S
	ld -m elf_i386 -Ttext=0x200000 -o kernel kernel.o
}

# emulate OPTION...: of QEMU.
emulate()
{
	timeout 100 qemu-system-x86_64 -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" \
		-L /usr/share/qemu -L /usr/share/seabios -accel tcg -m 64 -nodefaults \
		-display none -debugcon stdio -device isa-debug-exit,iobase=0xf4 "$@" || :
}

# boot_menu OPTION...: GRUB boots by the menu on standard input; `kernel` is /boot/kernel there.
boot_menu()
{
	mkdir -p iso/boot/grub
	cp kernel iso/boot
	cat >iso/boot/grub/grub.cfg
	grub-mkrescue -d "$root/usr/lib/grub/i386-pc" -o image.iso iso >/dev/null 2>&1
	emulate -cdrom image.iso "$@"
}
