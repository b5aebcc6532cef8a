/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the firmware to C. Entered at an alias of the first page of the image, in privileged mode
 * at trap level 0, with the firmware's trap table, TLB and stack; %o4 is its client interface.
 */
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/percpu.h>
#include <arch/ptebits.h>
#include <generated/offsets.h>
#include <glue/globals.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #ignore

/* In: \va a symbol, \bits the low bits of the entry. Out: %g1 = page, %g2 = entry. */
	.macro TLB_ENTRY va, bits
	setx	\va, %g3, %g1
	sllx	%g1, 64 - 41, %g2
	srlx	%g2, 64 - 41, %g2
	mov	1 << (TTE_V_SHIFT - TTE_SIZE_SHIFT) | TTE_SIZE_512K, %g3
	sllx	%g3, TTE_SIZE_SHIFT, %g3
	or	%g2, %g3, %g2
	or	%g2, \bits | TTE_L | TTE_CP | TTE_CV | TTE_P | TTE_G, %g2
	mov	MMU_TAG_ACCESS, %g3
	.endm

	.section .text.boot, "ax"
	.globl	boot_entry
	.type	boot_entry, #function
boot_entry:
	wrpr	%g0, PSTATE_PRIV, %pstate
	mov	%o4, %g4
	/* The firmware does not get control back: its windows count for nothing. */
	wrpr	%g0, 0, %otherwin
	wrpr	%g0, 0, %canrestore
	wrpr	%g0, NWINDOWS - 2, %cansave
	wrpr	%g0, NWINDOWS - 1, %cleanwin
	wrpr	%g0, 0, %wstate

	TLB_ENTRY image_start, 0
	stxa	%g1, [%g3] ASI_DMMU
	stxa	%g2, [%g0] ASI_DTLB_IN
	membar	#Sync
	stxa	%g1, [%g3] ASI_IMMU
	stxa	%g2, [%g0] ASI_ITLB_IN
	membar	#Sync
	TLB_ENTRY image_data, TTE_W
	stxa	%g1, [%g3] ASI_DMMU
	stxa	%g2, [%g0] ASI_DTLB_IN
	membar	#Sync
	setx	.Lhigh, %g3, %g1
	flush	%g1
	jmp	%g1
	 nop

.Lhigh:
	setx	image_bss, %g3, %g1
	setx	image_end, %g3, %g2
1:	stx	%g0, [%g1]
	add	%g1, 8, %g1
	cmp	%g1, %g2
	blu,pt	%xcc, 1b
	 nop
	setx	firmware_client, %g3, %g1
	stx	%g4, [%g1]
	stx	%g6, [%g1 + 8]
	setx	firmware_entry, %g3, %g1
	setx	firmware_call, %g3, %g2
	stx	%g2, [%g1]
	setx	THIS_CPU(0), %g3, %g6
	LOAD_IMAGE_BASE
	setx	cpu0_stack + KERNEL_STACK_BYTES, %g3, %g1
	sub	%g1, STACK_BIAS + FRAME_BYTES, %sp
	stx	%sp, [%g6 + CPU_STACK_POINTER]
	call	kernel_init			! returns the first thread
	 clr	%fp
	ba,a,pt	%xcc, kernel_exit
	 nop
	.size	boot_entry, . - boot_entry

/* To the firmware, which gets its %g6 again: u64 firmware_call(u64 *cells). */
firmware_call:
	save	%sp, -FRAME_BYTES, %sp
	setx	firmware_client, %g3, %g1
	ldx	[%g1 + 8], %g6
	ldx	[%g1], %g1
	call	%g1
	 mov	%i0, %o0
	setx	THIS_CPU(0), %g3, %g6
	LOAD_IMAGE_BASE
	ret
	 restore	%o0, 0, %o0
	.size	firmware_call, . - firmware_call

	.bss
	.balign	16
firmware_client:				! its entry, its %g6
	.skip	16
cpu0_stack:
	.skip	KERNEL_STACK_BYTES

	.section .note.GNU-stack, "", @progbits
