/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end on a processor without 64-bit mode: the kernel's consoles are 64-bit code, so this says
 * why on each that is configured. (National Semiconductor PC16550D)
 */

#define IMAGE_BASE	0xffffffff80000000
#define PHYS(sym)	((sym) - IMAGE_BASE)

#define UART(reg)	(CONFIG_CONSOLE_UART_PORT + (reg))
#define UART_DATA	0
#define UART_IER	1
#define UART_LCR	3
#define UART_LSR	5
#define LCR_8N1		0x03
#define LCR_DLAB	0x80
#define LSR_THRE	0x20
#define DIVISOR		(115200 / CONFIG_CONSOLE_UART_SPEED)
#define PATIENCE	1000000		/* polls for all characters together: no UART, no text */

#define SCREEN		0xb8000
#define WHITE_ON_RED	0x4f
#define EXIT_PANIC	0x12

	.macro uart_write reg, value
	movw	$UART(\reg), %dx
	movb	$(\value), %al
	outb	%al, %dx
	.endm

	.section .text.boot, "ax"
	.code32
	.globl no_long_mode
	.type no_long_mode, @function
/* Live in: nothing. 32-bit, flat segments, paging and interrupts off; no stack is used. */
no_long_mode:
	cld
#ifdef CONFIG_CONSOLE_VGA
	movl	$PHYS(message), %esi
	movl	$SCREEN, %edi
	movb	$WHITE_ON_RED, %ah
1:	lodsb
	cmpb	$' ', %al			/* the end of the line is the end */
	jb	2f
	stosw
	jmp	1b
2:
#endif
#ifdef CONFIG_CONSOLE_UART
	/* Another loader may have left the port as it was. */
	uart_write UART_LCR, LCR_8N1 | LCR_DLAB
	uart_write UART_DATA, DIVISOR & 0xff
	uart_write UART_IER, DIVISOR >> 8
	uart_write UART_LCR, LCR_8N1
	uart_write UART_IER, 0
	movl	$PHYS(message), %esi
	movl	$PATIENCE, %ecx
3:	lodsb
	testb	%al, %al
	jz	5f
	movb	%al, %ah
	movw	$UART(UART_LSR), %dx
4:	decl	%ecx
	jz	5f
	inb	%dx, %al
	testb	$LSR_THRE, %al
	jz	4b
	movb	%ah, %al
	movw	$UART(UART_DATA), %dx
	outb	%al, %dx
	jmp	3b
5:
#endif
	movw	$CONFIG_DEBUG_EXIT_PORT, %dx
	testw	%dx, %dx
	jz	6f
	movb	$EXIT_PANIC, %al
	outb	%al, %dx
6:	hlt
	jmp	6b

	.section .rodata
message:
	.asciz	"Filbert: this processor has no 64-bit mode -- halting\r\n"
	.section .note.GNU-stack, "", @progbits
