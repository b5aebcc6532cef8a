/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A multiboot program whose instructions the test knows: it enters long mode with its memory at low
 * addresses ("user"), in the kernel half, and where users see the kernel's entry stubs, and goes
 * through these three between markers. Then stretches of known length with interrupts off. It is
 * assembled for 64 bits and put into a 32-bit file, as the loader wants it.
 */
#define MAGIC		0x1badb002
#define HALF		0xffffffff80000000	/* distance of the kernel half */
#define STUBS		(0xffa00000 - 0x200000)	/* distance of the stubs' alias */
#define PRESENT		0x3
#define LARGE		0x83
#define KERNEL_BYTES	87
#define EXIT_PORT	0xf4
#define MASTER_PIC	0x20

	.macro	MARK number
	.byte	0x0f, 0x1f, 0x84, 0x00
	.long	0x46b70000 + \number
	.endm

	/* On at the same place, seen elsewhere: two instructions. */
	.macro	GO label, distance
	movabs	$\label + \distance, %rax
	jmp	*%rax
	.endm

	.text
	.balign	4
	.long	MAGIC, 0, -MAGIC

	.code32
	.globl	start
start:
	movb	$0xff, %al
	outb	%al, $MASTER_PIC + 1
	outb	%al, $0xa1
	mov	$root, %eax
	mov	%eax, %cr3
	mov	%cr4, %eax
	or	$0x20, %eax
	mov	%eax, %cr4
	mov	$0xc0000080, %ecx
	rdmsr
	or	$0x100, %eax
	wrmsr
	mov	%cr0, %eax
	or	$0x80000000, %eax
	mov	%eax, %cr0
	lgdt	gdt_pointer
	ljmp	$8, $long

	.code64
long:
	xor	%eax, %eax
	mov	%eax, %ss
	mov	$stack_end, %esp
	movabs	$handler + HALF, %rax
	mov	%ax, gate
	shr	$16, %rax
	mov	%ax, gate + 6
	shr	$16, %rax
	mov	%eax, gate + 8
	lidt	idt_pointer
	mov	$name, %esi
1:	lodsb
	test	%al, %al
	jz	5f
	mov	$8, %ecx
2:	shl	$1, %al
	jc	3f
	MARK	1
	jmp	4f
3:	MARK	2
4:	dec	%ecx
	jnz	2b
	MARK	3
	jmp	1b
5:
	/* --- user: 3 + 2; kernel: 10 + 11 + 2; stubs: 4 + 2; user: 1 --- */
	MARK	4
	.rept	3
	nop
	.endr
	GO	kernel, HALF

	/* The last byte of the part in the kernel half, and only that, lies in a third line. */
	.balign	64
	.skip	64 * 2 + 1 - KERNEL_BYTES
kernel:
	.rept	10
	nop
	.endr
	mov	data, %rax		/* the same line as in the kernel half below */
	mov	data + HALF, %rax
	mov	%rax, data + HALF + 64
	incq	data + HALF + 128
	lock incq data + HALF + 192
	mov	$0xfee00020, %ecx
	mov	(%rcx), %ecx		/* a device: the local interrupt controller */
	mov	%cr3, %rdx
	mov	%rdx, %cr3
	invlpg	data
	swapgs
	GO	stub, STUBS
kernel_end:
	.if (kernel_end - kernel) - KERNEL_BYTES
	.error "KERNEL_BYTES is wrong"
	.endif

back:
	nop
	MARK	5

	/* --- interrupts off for 102 instructions, on for none, off for 55 --- */
	GO	window, HALF
window:
	.rept	100
	nop
	.endr
	sti
	nop
	cli
	.rept	50
	nop
	.endr
	sti				/* not yet effective when ... */
	cli				/* ... this ends it */
	GO	1f, 0

	/* --- off for 14; an interrupt in the halted processor: 5; off for 33 --- */
1:	GO	halt, HALF
halt:
	.rept	10
	nop
	.endr
	movb	$0xfe, %al
	outb	%al, $MASTER_PIC + 1
	sti
	hlt
	nop
	cli
	.rept	30
	nop
	.endr
	GO	1f, 0

1:	mov	$16, %eax
	outb	%al, $EXIT_PORT
	hlt

handler:
	push	%rax
	movb	$0x20, %al
	outb	%al, $MASTER_PIC
	pop	%rax
	iretq

	/* In the page of the stubs. */
	.section .entry_stubs, "ax"
stub:
	.rept	4
	nop
	.endr
	GO	back, 0

	.data
	.balign	4096
root:
	.quad	low + PRESENT
	.fill	510, 8, 0
	.quad	high + PRESENT
low:	.quad	first + PRESENT, 0, 0, last + PRESENT
	.fill	508, 8, 0
high:	.fill	510, 8, 0
	.quad	first + PRESENT, 0
first:	.quad	LARGE, LARGE + 0x200000
	.fill	510, 8, 0
last:	.fill	0x1f7, 8, 0
	.quad	LARGE + 0xfee00000	/* the local interrupt controller */
	.fill	5, 8, 0
	.quad	LARGE + 0x200000	/* the stubs' alias */
	.fill	2, 8, 0

	.balign	4096
data:	.fill	2048, 1, 0
stack:	.fill	4096, 1, 0
stack_end:
gdt:	.quad	0, 0x00af9b000000ffff
gdt_pointer:
	.word	. - gdt - 1
	.long	gdt
idt:	.fill	16, 1, 0
	.fill	7 * 16, 1, 0
	/* Vector 8: the timer, where the firmware has put it. */
gate:	.word	0, 8, 0x8e00, 0
	.quad	0
idt_pointer:
	.word	. - idt - 1
	.quad	idt
name:	.asciz	"known:1:one"

	.section .note.GNU-stack, "", @progbits
