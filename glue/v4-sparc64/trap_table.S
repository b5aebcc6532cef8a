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
#include <arch/mmu_handlers.h>
#include <arch/trap.h>
#include <generated/syscalls.h>
#include <glue/fastpath.h>
#include <glue/windows.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #ignore
	.register %g7, #scratch

#define VECTOR_BYTES	32
#define NESTED		TRAP_TYPES	/* first vector of the upper half */

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
	GO_ALL	0, TRAP_INSTRUCTION_ACCESS, plain_trap
	GO_MMU	TRAP_INSTRUCTION_ACCESS, plain_trap
	GO_ALL	TRAP_INSTRUCTION_ACCESS + 1, TRAP_CLEAN_WINDOW, plain_trap
	/*
	 * clean_window: a user's save enters a window that was used before. CLEANWIN is kept such
	 * that this comes before the kernel's values could be seen.
	 */
	VECTOR	TRAP_CLEAN_WINDOW
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
	GO_ALL	TRAP_DIVISION_BY_ZERO, TRAP_DATA_ACCESS, plain_trap
	GO_MMU	TRAP_DATA_ACCESS, fault_trap
	GO_ALL	TRAP_DATA_ACCESS + 1, TRAP_STDF_ALIGNMENT + 1, fault_trap
	GO_ALL	TRAP_STDF_ALIGNMENT + 1, TRAP_INTERRUPT_VECTOR, plain_trap
	JUMP	TRAP_INTERRUPT_VECTOR, interrupt_vector
	GO_ALL	TRAP_INTERRUPT_VECTOR + 1, TRAP_IMISS, plain_trap
	VECTOR	TRAP_IMISS
	MMU_CODE_MISS code_walk
	VECTOR	TRAP_DMISS
	MMU_DATA_MISS data_walk
	JUMP	TRAP_DPROT, data_protection
	GO_ALL	TRAP_DPROT + 1, TRAP_WINDOW, plain_trap
	/*
	 * A user's spill touches the user's stack with the user's rights. A window less is clean:
	 * the next one that save enters may have been the kernel's.
	 */
	VECTOR	TRAP_SPILL_NORMAL(0)
	wr	%g0, ASI_AS_IF_USER_PRIMARY, %asi
	WINDOW_STORE_ASI %sp, STACK_BIAS
	rdpr	%cleanwin, %g1
	cmp	%g1, NWINDOWS - 1
	subc	%g1, 0, %g1
	wrpr	%g1, 0, %cleanwin
	saved
	retry
	GO	TRAP_SPILL_NORMAL(1), bad_window_trap
	SPILL_TO_KERNEL_STACK TRAP_SPILL_NORMAL(2)
	.irp	n, 3, 4, 5, 6, 7
	GO	TRAP_SPILL_NORMAL(\n), bad_window_trap
	.endr
	GO	TRAP_SPILL_OTHER(0), bad_window_trap
	SPILL_TO_SLOT TRAP_SPILL_OTHER(1)
	.irp	n, 2, 3, 4, 5, 6, 7
	GO	TRAP_SPILL_OTHER(\n), bad_window_trap
	.endr
	VECTOR	TRAP_FILL_NORMAL(0)
	wr	%g0, ASI_AS_IF_USER_PRIMARY, %asi
	WINDOW_LOAD_ASI %sp, STACK_BIAS
	restored
	retry
	GO	TRAP_FILL_NORMAL(1), bad_window_trap
	FILL_FROM_KERNEL_STACK TRAP_FILL_NORMAL(2)
	.irp	n, 3, 4, 5, 6, 7
	GO	TRAP_FILL_NORMAL(\n), bad_window_trap
	.endr
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	GO	TRAP_FILL_OTHER(\n), bad_window_trap
	.endr
	GO_ALL	TRAP_SOFTWARE, SYSCALL_IPC, plain_trap
#ifdef CONFIG_IPC_FASTPATH
	/*
	 * Ipc with up to seven words in the window's locals, no typed words, no flags, no limit of
	 * the receive phase, no window of the user but the current one: to the short path.
	 */
	VECTOR	SYSCALL_IPC
	rdpr	%canrestore, %g2
	andn	%l0, SHORT_WORDS, %g1
	or	%g1, %o2, %g1
	sllx	%g1, 48, %g1
	or	%g1, %g2, %g1
	brz,pt	%g1, ipc_short
	 sllx	%o0, SHORT_NUMBER_SHIFT, %g1
	ba,a,pt	%xcc, ipc_more
#else
	GO	SYSCALL_IPC, ipc_call
#endif
	GO	SYSCALL_LIPC, ipc_call
	GO_ALL	SYSCALL_LIPC + 1, TRAP_TYPES, plain_trap

	/* --- nested: MMU traps inside window handlers, windows of the entry code --- */
	GO_ALL	NESTED, NESTED + TRAP_DATA_ACCESS, bad_nested_trap
	GO_MMU	NESTED + TRAP_DATA_ACCESS, nested_trap
	GO	NESTED + TRAP_DATA_ACCESS + 1, bad_nested_trap
	GO	NESTED + TRAP_DATA_ERROR, nested_trap
	GO	NESTED + TRAP_DATA_ERROR + 1, bad_nested_trap
	GO	NESTED + TRAP_ALIGNMENT, nested_trap
	GO_ALL	NESTED + TRAP_ALIGNMENT + 1, NESTED + TRAP_DMISS, bad_nested_trap
	VECTOR	NESTED + TRAP_DMISS
	MMU_DATA_MISS data_walk
	JUMP	NESTED + TRAP_DPROT, data_protection
	GO_ALL	NESTED + TRAP_DPROT + 1, NESTED + TRAP_SPILL_NORMAL(1), bad_nested_trap
	SPILL_TO_SLOT NESTED + TRAP_SPILL_NORMAL(1)
	SPILL_TO_KERNEL_STACK NESTED + TRAP_SPILL_NORMAL(2)
	GO_ALL	NESTED + TRAP_SPILL_NORMAL(3), NESTED + TRAP_SPILL_OTHER(1), bad_nested_trap
	SPILL_TO_SLOT NESTED + TRAP_SPILL_OTHER(1)
	GO_ALL	NESTED + TRAP_SPILL_OTHER(2), NESTED + TRAP_FILL_NORMAL(2), bad_nested_trap
	FILL_FROM_KERNEL_STACK NESTED + TRAP_FILL_NORMAL(2)
	GO_ALL	NESTED + TRAP_FILL_NORMAL(3), NESTED + TRAP_TYPES, bad_nested_trap
	VECTOR	2 * NESTED

	.section .note.GNU-stack, "", @progbits
