#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# QEMU 7.2 (TCG): XSAVE and XRSTOR run although CR0.TS is set, where FXSAVE and FXRSTOR raise
# exception 7.
#
# All instructions that read or write the floating-point state, save and restore included, raise
# "device not available" while CR0.TS is set (AMD64 manual 4, XSAVE; Intel manual 1, 13.4). QEMU's
# translator asks for the bit at FXSAVE and FXRSTOR and not at their successors. So a kernel that
# switches states lazily and is tested in the emulator never sees a program whose first instruction
# for the unit is one of these; and one that saves a state with TS still set by mistake works there
# and gets an exception inside its own switch on every processor.
#
# Met where the lazy switch of threads that move between processors was tested.

VERSIONS='qemu-system-x86=1:7.2+dfsg-7+deb12u18+b3
	qemu-system-common=1:7.2+dfsg-7+deb12u18+b3'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs qemu-system-x86_64 gcc ld

# A kernel in 32-bit mode sets CR0.TS before each of five instructions. The handler of exception 7
# notes it and goes on behind the instruction. Then the debug console gets the instruction's letter
# if it trapped, "-" if it ran.
cat >kernel.S <<'EOF'
	.macro	try letter, instruction:vararg
	movl	%cr0, %eax
	orl	$8, %eax			/* TS */
	movl	%eax, %cr0
	movb	$'-', %bl
	movb	$\letter, %bh
	movl	$1f, %esi
	movl	$7, %eax			/* x87, SSE, AVX */
	xorl	%edx, %edx
	\instruction
1:	movb	%bl, %al
	outb	%al, $0xe9
	.endm

	.globl	_start
	.balign	4
	.long	0x1badb002, 0, -0x1badb002
_start:	lgdt	gdt_pointer
	ljmp	$8, $1f
1:	movl	$stack, %esp
	movl	$16, %eax
	movl	%eax, %ss
	movl	%eax, %ds
	lidt	idt_pointer
	movl	%cr0, %eax
	andl	$~4, %eax			/* EM */
	orl	$2, %eax			/* MP */
	movl	%eax, %cr0
	movl	$0x40600, %eax			/* OSXSAVE, OSXMMEXCPT, OSFXSR */
	movl	%eax, %cr4
	movl	$7, %eax
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	xsetbv
	clts
	fninit
	xsave	area				/* so that there is something valid to restore */
	fxsave	old_area
	try	'w, fwait
	try	'f, fxsave old_area
	try	'g, fxrstor old_area
	try	'x, xsave area
	try	'y, xrstor area
	movw	$0xf4, %dx
	outb	%al, %dx
	hlt

not_available:
	movb	%bh, %bl
	movl	%esi, (%esp)
	clts
	iret

	.balign	8
gdt:	.quad	0
	.quad	0x00cf9a000000ffff
	.quad	0x00cf92000000ffff
gdt_pointer:
	.word	23
	.long	gdt
idt_pointer:
	.word	63
	.long	idt
	.balign	8
idt:	.fill	7, 8, 0
	.word	not_available - _start + 12, 8, 0x8e00, 0x20
	.bss
	.balign	64
area:	.skip	1024
old_area:
	.skip	512
	.skip	4096
stack:
EOF

gcc -m32 -c -o kernel.o kernel.S
ld -m elf_i386 -Ttext=0x200000 -o kernel kernel.o
timeout 60 qemu-system-x86_64 -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" \
	-L /usr/share/qemu -L /usr/share/seabios -accel tcg -cpu max -m 64 -nodefaults \
	-display none -debugcon file:trapped -device isa-debug-exit,iobase=0xf4 -kernel kernel || :

expect 'trapped of FWAIT, FXSAVE, FXRSTOR, XSAVE, XRSTOR (a processor: wfgxy)' \
	"$(cat trapped)" 'wfg--'
