/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last step to long mode, which all processors take. Its users include <arch/cpureg.h>.
 */
#ifndef L4_GLUE_LONG_MODE_H
#define L4_GLUE_LONG_MODE_H

#define IMAGE_BASE	0xffffffff80000000
#define PHYS(sym)	((sym) - IMAGE_BASE)

/*
 * In 32-bit code at its physical address, with CR3, CR4, LME and the descriptors of boot_gdt: goes
 * on in 64-bit code at its place, with null data segments. Changes rax.
 */
	.macro TO_LONG_MODE
	movl	$(CR0_PE | CR0_PG | CR0_WP | CR0_ET | CR0_NE | CR0_MP | CR0_AM), %eax
	movl	%eax, %cr0
	ljmp	$0x18, $PHYS(.Llong_mode)

	.code64
.Llong_mode:
	movabsq	$.Lhigh, %rax
	jmp	*%rax
.Lhigh:
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	.endm

#endif
