#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# QEMU 7.2, PC: multiboot modules for which there is no memory are "loaded" behind its end, and
# nothing is said.
#
# QEMU places the files of -initrd one after the other behind those of -kernel and does not ask how
# much memory there is; the firmware copies them there. Writes behind memory's end go nowhere. The
# kernel is started all the same, by the same loader's record with a list of modules and a size of
# memory that contradict each other, and reads zeros where a module should be. So a system that
# believes its loader works on rubbish far away from the cause; one compares each module with the
# memory map, whoever loaded it.
#
# Met where a loader that compares them was tested.

VERSIONS='qemu-system-x86=1:7.2+dfsg-7+deb12u18+b3
	qemu-system-common=1:7.2+dfsg-7+deb12u18+b3'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs qemu-system-x86_64 gcc ld

# A kernel that says of its last module: "-" if it ends behind the memory that the loader tells of,
# else "+"; then the module's last byte.
cat >kernel.S <<'EOT'
	.code32
	.globl	_start
	.balign	4
	.long	0x1badb002, 3, -(0x1badb002 + 3)
_start:	movl	20(%ebx), %ecx			/* how many modules */
	movl	24(%ebx), %esi
	shll	$4, %ecx
	movl	-12(%esi, %ecx), %edi		/* the end of the last one */
	movl	8(%ebx), %edx			/* KiB above 1 MiB */
	shll	$10, %edx
	addl	$0x100000, %edx
	movb	$'+', %al
	cmpl	%edx, %edi
	jbe	1f
	movb	$'-', %al
1:	outb	%al, $0xe9
	movb	-1(%edi), %al
	outb	%al, $0xe9
	movw	$0xf4, %dx
	outb	%al, %dx
	hlt
EOT
gcc -m32 -c -o kernel.o kernel.S
ld -m elf_i386 -Ttext=0x200000 -o kernel kernel.o
yes M | tr -d '\n' | head -c 8388608 >module

# boot MEGABYTES: the last of two modules of 8 MiB, the letter M again and again.
boot()
{
	timeout 60 qemu-system-x86_64 -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" \
		-L /usr/share/qemu -L /usr/share/seabios -accel tcg -m "$1" -nodefaults \
		-display none -debugcon file:said -device isa-debug-exit,iobase=0xf4 \
		-kernel kernel -initrd module,module 2>errors || :
	od -An -tx1 said | tr -d ' '
	cat errors
}

expect '64 MiB: inside, M' "$(boot 64)" 2b4d
expect '16 MiB: behind the end, 0, no message' "$(boot 16)" 2d00
