/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trap types. (SPARC-V9 Manual, table 14; UltraSPARC User's Manual, table 6)
 */
#ifndef L4_ARCH_TRAP_H
#define L4_ARCH_TRAP_H

/* (name, type, the manual's name) */
#define TRAP_INSTRUCTION_ACCESS	0x008	/* instruction_access_exception */
#define TRAP_FP_DISABLED	0x020	/* fp_disabled */
#define TRAP_FP_IEEE_754	0x021	/* fp_exception_ieee_754 */
#define TRAP_FP_OTHER		0x022	/* fp_exception_other */
#define TRAP_CLEAN_WINDOW	0x024	/* clean_window */
#define TRAP_DIVISION_BY_ZERO	0x028	/* division_by_zero */
#define TRAP_DATA_ACCESS	0x030	/* data_access_exception */
#define TRAP_DATA_ERROR		0x032	/* data_access_error */
#define TRAP_ALIGNMENT		0x034	/* mem_address_not_aligned */
#define TRAP_STDF_ALIGNMENT	0x036	/* STDF_mem_address_not_aligned */
#define TRAP_INTERRUPT_LEVEL	0x040	/* interrupt_level_n: + n, 1..PIL_MAX */
#define TRAP_INTERRUPT_VECTOR	0x060	/* interrupt_vector */
#define TRAP_IMISS		0x064	/* fast_instruction_access_MMU_miss */
#define TRAP_DMISS		0x068	/* fast_data_access_MMU_miss */
#define TRAP_DPROT		0x06c	/* fast_data_access_protection */
#define TRAP_WINDOW		0x080	/* 0x080..0x0ff: spill and fill */
#define TRAP_WINDOW_FILL	0x040	/* set: fill */
#define TRAP_SPILL_NORMAL(n)	(0x080 + 4 * (n))	/* spill_n_normal; n: WSTATE.normal */
#define TRAP_SPILL_OTHER(n)	(0x0a0 + 4 * (n))	/* spill_n_other; n: WSTATE.other */
#define TRAP_FILL_NORMAL(n)	(0x0c0 + 4 * (n))	/* fill_n_normal */
#define TRAP_FILL_OTHER(n)	(0x0e0 + 4 * (n))	/* fill_n_other */
#define TRAP_SOFTWARE		0x100	/* trap_instruction: + number of the Tcc instruction */
#define TRAP_BREAKPOINT		0x101	/* of the kernel; to programs a trap like others */
#define TRAP_TYPES		0x200
#define TRAP_TYPE_MASK		(TRAP_TYPES - 1)

/* Beside a type: it struck inside the spill or fill handler of the user's own save or restore. */
#define TRAP_IN_SPILL		0x200
#define TRAP_IN_FILL		0x400

/* Software traps of the debugger's interface, X.2 binding of this processor. */
#define TRAP_KDEBUG_PUTC	0x17c
#define TRAP_KDEBUG_GETC	0x17d
#define TRAP_KDEBUG_GETC_POLL	0x17e
#define TRAP_KDEBUG_ENTER	0x17f

#endif
