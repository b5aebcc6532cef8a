/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The trap table: 512 vectors for traps from trap level 0, 512 for nested ones, 32 bytes each.
 * The processor selects the MMU globals for memory access and TLB traps, the interrupt globals
 * for interrupt packets, the alternate globals for all others. (SPARC-V9 Manual, section 7.5)
 *
 *	where from		spill and fill		to and from
 *	user			0, normal		the user's stack
 *	entry code		1, normal and other	slots of the running thread
 *	kernel			2, normal		the kernel's stack
 *	kernel			1, other		slots of the running thread
 */
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/trap.h>
#include <glue/windows.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #scratch
	.register %g7, #scratch

#define VECTOR_BYTES	32
#define NESTED		0x200		/* first vector of the upper half */

/* Begin of vector \n. The assembler complains if the one before it is too long. */
	.macro VECTOR n
	.org	trap_table + (\n) * VECTOR_BYTES
	.endm

/* To \target with the trap type in %g1. */
	.macro GO n, target
	VECTOR	\n
	ba,pt	%xcc, \target
	 mov	(\n) & (NESTED - 1), %g1
	.endm

/* The same for a trap that arrives with the MMU globals. */
	.macro GO_MMU n, target
	VECTOR	\n
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	ba,pt	%xcc, \target
	 mov	(\n) & (NESTED - 1), %g1
	.endm

/* To a handler that needs no trap type. */
	.macro JUMP n, target
	VECTOR	\n
	ba,a,pt	%xcc, \target
	 nop
	.endm

/* [\from, \to) */
	.macro GO_ALL from, to, target
	.set	vector, \from
	.rept	(\to) - (\from)
	GO	vector, \target
	.set	vector, vector + 1
	.endr
	.endm

/* Window to the slots; %g6 of the alternate globals is the next free one, and no other is used. */
	.macro SPILL_TO_SLOT n
	VECTOR	\n
	WINDOW_STORE %g6
	add	%g6, WINDOW_BYTES, %g6
	saved
	retry
	.endm

	.macro SPILL_TO_KERNEL_STACK n
	VECTOR	\n
	WINDOW_STORE %sp, STACK_BIAS
	saved
	retry
	.endm

	.macro FILL_FROM_KERNEL_STACK n
	VECTOR	\n
	WINDOW_LOAD %sp, STACK_BIAS
	restored
	retry
	.endm

	.section .text.trap_table, "ax"
	.balign	32768
	.globl	trap_table
trap_table:
	/* --- from trap level 0 --- */
	GO_ALL	0x000, 0x008, trap
	GO_MMU	0x008, trap
	GO_ALL	0x009, 0x024, trap
	/*
	 * clean_window: a user's save enters a window that was used before. CLEANWIN is kept such
	 * that this comes before the kernel's values could be seen.
	 */
	VECTOR	0x024
	rdpr	%cleanwin, %l0
	inc	%l0
	wrpr	%l0, 0, %cleanwin
	.irpc	i, 01234567
	clr	%l\i
	.endr
	.irpc	i, 01234567
	clr	%o\i
	.endr
	retry
	GO_ALL	0x028, 0x030, trap
	GO_MMU	0x030, trap
	GO_ALL	0x031, 0x060, trap
	JUMP	0x060, interrupt_vector
	GO_ALL	0x061, 0x064, trap
	JUMP	0x064, code_miss
	GO_ALL	0x065, 0x068, trap
	JUMP	0x068, data_miss
	GO_ALL	0x069, 0x06c, trap
	JUMP	0x06c, data_protection
	GO_ALL	0x06d, 0x080, trap
	/*
	 * A user's spill touches the user's stack with the user's rights. A window less is clean:
	 * the next one that save enters may have been the kernel's.
	 */
	VECTOR	0x080
	wr	%g0, ASI_AS_IF_USER_PRIMARY, %asi
	WINDOW_STORE_ASI %sp, STACK_BIAS
	rdpr	%cleanwin, %g1
	cmp	%g1, NWINDOWS - 1
	subc	%g1, 0, %g1
	wrpr	%g1, 0, %cleanwin
	saved
	retry
	GO	0x084, bad_window_trap
	SPILL_TO_KERNEL_STACK 0x088
	GO	0x08c, bad_window_trap
	GO	0x090, bad_window_trap
	GO	0x094, bad_window_trap
	GO	0x098, bad_window_trap
	GO	0x09c, bad_window_trap
	GO	0x0a0, bad_window_trap
	SPILL_TO_SLOT 0x0a4
	.irp	n, 0x0a8, 0x0ac, 0x0b0, 0x0b4, 0x0b8, 0x0bc
	GO	\n, bad_window_trap
	.endr
	VECTOR	0x0c0
	wr	%g0, ASI_AS_IF_USER_PRIMARY, %asi
	WINDOW_LOAD_ASI %sp, STACK_BIAS
	restored
	retry
	GO	0x0c4, bad_window_trap
	FILL_FROM_KERNEL_STACK 0x0c8
	.irp	n, 0x0cc, 0x0d0, 0x0d4, 0x0d8, 0x0dc, 0x0e0, 0x0e4, 0x0e8, 0x0ec, 0x0f0, \
		0x0f4, 0x0f8, 0x0fc
	GO	\n, bad_window_trap
	.endr
	GO_ALL	0x100, 0x170, trap
	GO	0x170, system_call
	GO	0x171, ipc_call
	GO	0x172, ipc_call
	GO_ALL	0x173, 0x180, system_call
	GO_ALL	0x180, 0x200, trap

	/* --- nested: MMU traps inside window handlers, windows of the entry code --- */
	GO_ALL	NESTED + 0x000, NESTED + 0x030, bad_nested_trap
	GO_MMU	NESTED + 0x030, nested_trap
	GO	NESTED + 0x031, bad_nested_trap
	GO	NESTED + 0x032, nested_trap
	GO	NESTED + 0x033, bad_nested_trap
	GO	NESTED + 0x034, nested_trap
	GO_ALL	NESTED + 0x035, NESTED + 0x068, bad_nested_trap
	JUMP	NESTED + 0x068, data_miss
	GO_ALL	NESTED + 0x069, NESTED + 0x06c, bad_nested_trap
	JUMP	NESTED + 0x06c, data_protection
	GO_ALL	NESTED + 0x06d, NESTED + 0x084, bad_nested_trap
	SPILL_TO_SLOT NESTED + 0x084
	SPILL_TO_KERNEL_STACK NESTED + 0x088
	GO_ALL	NESTED + 0x08c, NESTED + 0x0a4, bad_nested_trap
	SPILL_TO_SLOT NESTED + 0x0a4
	GO_ALL	NESTED + 0x0a8, NESTED + 0x0c8, bad_nested_trap
	FILL_FROM_KERNEL_STACK NESTED + 0x0c8
	GO_ALL	NESTED + 0x0cc, NESTED + 0x200, bad_nested_trap
	VECTOR	2 * NESTED

	.section .note.GNU-stack, "", @progbits
