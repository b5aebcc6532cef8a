#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# QEMU 7.2 (TCG), 64-bit mode: INT n with n beyond the interrupt descriptor table raises
# exception 13 with the error code 16 * n + 2.
#
# The error code is a selector: index in bits 15..3, bit 1 for "interrupt descriptor table", so
# 8 * n + 2 is right in every mode, whatever a descriptor's size is (AMD64 manual 2, 8.4.1; Intel
# manual 3, 6.13). QEMU does so in 32-bit mode and multiplies by the size of a descriptor in
# 64-bit mode. A kernel that tells its user-mode software interrupts by the error code (all gates
# closed, index = number of the call) finds twice the number, and one that is out of range from
# 128 on; a test that was written in the emulator fails on every processor.

VERSIONS='qemu-system-x86=1:7.2+dfsg-7+deb12u18+b3
	qemu-system-common=1:7.2+dfsg-7+deb12u18+b3'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs qemu-system-x86_64 gcc ld

# A kernel with tables for vectors 0 to 13 executes INT 0x21 in 32-bit or in 64-bit mode; the
# handler of exception 13 writes the error code, low byte first, to the debug console.
cat >kernel.S <<'EOF'
	.globl	_start
	.code32
	.balign	4
	.long	0x1badb002, 0, -0x1badb002
_start:	lgdt	gdt_pointer
#ifdef LONG
	movl	$tables + 0x1003, tables	/* 1 GiB as one page, at 0 */
	movl	$0x83, tables + 0x1000
	movl	$tables, %eax
	movl	%eax, %cr3
	movl	$0x20, %eax			/* PAE */
	movl	%eax, %cr4
	movl	$0xc0000080, %ecx		/* EFER.LME */
	movl	$0x100, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$0x80000001, %eax		/* PG, PE */
	movl	%eax, %cr0
#endif
	ljmp	$8, $1f
#ifdef LONG
	.code64
#endif
1:	movl	$stack, %esp
	movl	$16, %eax
	movl	%eax, %ss
	movl	$idt_pointer, %eax
#ifdef LONG
	lidt	(%rax)
#else
	lidt	(%eax)
#endif
	int	$0x21
handler:
#ifdef LONG
	popq	%rax
#else
	popl	%eax
#endif
	movw	$0xe9, %dx
	outb	%al, %dx
	movb	%ah, %al
	outb	%al, %dx
	movw	$0xf4, %dx
	outb	%al, %dx
	hlt

	.balign	8
gdt:	.quad	0
#ifdef LONG
	.quad	0x00af9a000000ffff
#else
	.quad	0x00cf9a000000ffff
#endif
	.quad	0x00cf92000000ffff
gdt_pointer:
	.word	23
	.long	gdt, 0
idt_pointer:
	.word	idt_end - idt - 1
	.long	idt, 0
	.balign	16
#ifdef LONG
idt:	.fill	26, 8, 0
	.word	handler - _start + 12, 8, 0x8e00, 0x20
	.quad	0
#else
idt:	.fill	13, 8, 0
	.word	handler - _start + 12, 8, 0x8e00, 0x20
#endif
idt_end:
	.bss
	.balign	4096
tables:	.skip	8192
	.skip	4096
stack:
EOF

# code OPTION: the error code in hexadecimal digits.
code()
{
	gcc -m32 ${1:+"$1"} -c -o kernel.o kernel.S
	ld -m elf_i386 -Ttext=0x200000 -o kernel kernel.o
	timeout 60 qemu-system-x86_64 -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" \
		-L /usr/share/qemu -L /usr/share/seabios -accel tcg -cpu max -m 64 -nodefaults \
		-display none -debugcon file:code -device isa-debug-exit,iobase=0xf4 \
		-kernel kernel || :
	od -An -tx2 code | tr -d ' '
}

expect '32-bit mode' "$(code '')" 010a
expect '64-bit mode' "$(code -DLONG)" 0212
