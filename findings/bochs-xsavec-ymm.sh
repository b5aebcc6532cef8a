#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Bochs 2.7: XSAVEC puts the upper halves of the YMM registers where the legacy region still is, not
# behind the header; that of YMM7 lands in the header, and XRSTOR refuses what XSAVEC has written.
#
# The compacted format begins with the same 512 bytes and the same header of 64 as the other one, so
# its first component is at 576. (Intel manual 1, 13.4.3; AMD64 manual 2, 11.5) Bochs goes on behind
# the XMM registers instead: YMM0 at 416. Its XRSTOR looks there, too, so programs that use few of
# them notice nothing. YMM6 would be at 512, where the header is, and is lost; YMM7 is at 528 in the
# header's bytes that must be 0: XRSTOR raises a general protection exception, and nothing is wrong
# with the program. XSAVE and XSAVEOPT write all components in their places. So a system that takes
# XSAVEC where CPUID has it fails in Bochs 2.7 as soon as a program uses AVX, and only there.
#
# Met where a kernel that requires all features of the newest model ran its tests.

VERSIONS='bochs=2.7+dfsg-4+deb12u1 bochs-term=2.7+dfsg-4+deb12u1 bochsbios=2.7+dfsg-4+deb12u1
	vgabios=0.8a+ds-2'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs bochs gcc ld script

# A boot sector in 32-bit mode: all registers are 0, only YMMn is filled with ones; SAVE stores x87,
# SSE and AVX, and XRSTOR takes them back. The debug console gets a digit for every 16 bytes from
# 416 on, 0 if the first of them is 0: six in front of the header, its four, sixteen of AVX; then an
# r if XRSTOR refuses. The header begins with the set of what is there.
cat >sector.S <<'EOT'
	.code16
	.globl	_start
_start:	cli
	xorw	%ax, %ax
	movw	%ax, %ds
	lgdtl	gdt_pointer
	lidtl	idt_pointer
	movl	%cr0, %eax
	orl	$1, %eax
	movl	%eax, %cr0
	ljmp	$8, $1f
	.code32
1:	movl	$16, %eax
	movl	%eax, %ds
	movl	%eax, %ss
	movl	%eax, %es
	movl	$0x7000, %esp
	movl	%cr0, %eax
	andl	$~0xc, %eax			/* TS, EM */
	orl	$2, %eax			/* MP */
	movl	%eax, %cr0
	movl	$0x40600, %eax			/* OSXSAVE, OSXMMEXCPT, OSFXSR */
	movl	%eax, %cr4
	movl	$7, %eax			/* x87, SSE, AVX */
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	xsetbv
	fninit
	vzeroall
	movl	$area, %edi
	movl	$1024 / 4, %ecx
	xorl	%eax, %eax
	rep stosl
	vcmpps	$15, %ymm0, %ymm0, YMM
	movl	$7, %eax
	SAVE	area

	movl	$area + 416, %esi
1:	lodsb
	testb	%al, %al
	setnz	%al
	addb	$'0', %al
	outb	%al, $0xe9
	addl	$15, %esi
	cmpl	$area + 832, %esi
	jb	1b

	movl	$7, %eax
	xrstor	area
	jmp	end
refused:
	movb	$'r', %al
	outb	%al, $0xe9
end:	movb	$'.', %al
	outb	%al, $0xe9
	movl	$shutdown, %esi			/* Bochs ends when it reads that */
	movw	$0x8900, %dx
	movl	$8, %ecx
	rep outsb
	hlt
shutdown:
	.ascii	"Shutdown"
	.balign	8
gdt:	.quad	0
	.quad	0x00cf9a000000ffff
	.quad	0x00cf92000000ffff
gdt_pointer:
	.word	23
	.long	gdt
idt_pointer:
	.word	14 * 8 - 1
	.long	idt - 13 * 8
	.balign	8
idt:	.word	refused - _start + 0x7c00, 8, 0x8e00, 0
	.org	510
	.word	0xaa55
	.equ	area, 0x10000
EOT

plugins=$root/usr/lib/x86_64-linux-gnu/bochs/plugins
cat >configuration <<EOT
display_library: term
plugin_ctrl: biosdev=1, unmapped=1, serial=0, parallel=0, speaker=0, extfpuirq=0, iodebug=0
cpu: model=corei7_icelake_u, ips=50000000
clock: sync=none, time0=utc
megs: 32
romimage: file=$root/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=$root/usr/share/vgabios/vgabios.bin
floppya: 1_44=floppy, status=inserted
boot: floppy
port_e9_hack: enabled=1
log: log
panic: action=fatal
EOT
echo continue >commands

# saved REGISTER INSTRUCTION: what the sector says. Bochs draws its screen on a terminal of its own.
saved()
{
	gcc -m32 -D "YMM=%ymm$1" -D "SAVE=$2" -c -o sector.o sector.S
	ld -m elf_i386 -Ttext=0x7c00 --oformat binary -o floppy sector.o
	truncate -s 1474560 floppy
	TERM=linux LTDL_LIBRARY_PATH=$plugins timeout 60 script -qec \
		"bochs -q -f configuration -rc commands" /dev/null </dev/null >screen 2>&1 || :
	grep -aoE '[01]{26}r?\.' screen | head -n 1
}

expect 'XSAVEC, YMM0 (a processor: 00000010001000000000000000.)' \
	"$(saved 0 xsavec)" 10000010000000000000000000.
expect 'XSAVEC, YMM6, which is nowhere (a processor: 00000010000000001000000000.)' \
	"$(saved 6 xsavec)" 00000010000000000000000000.
expect 'XSAVEC, YMM7, in the header (a processor: 00000010000000000100000000.)' \
	"$(saved 7 xsavec)" 00000011000000000000000000r.
expect 'XSAVE, YMM0' "$(saved 0 xsave)" 00000010001000000000000000.
expect 'XSAVE, YMM7' "$(saved 7 xsave)" 00000010000000000100000000.
