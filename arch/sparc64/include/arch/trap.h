/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trap types. (SPARC-V9 Manual, table 14; UltraSPARC User's Manual, table 6)
 */
#ifndef L4_ARCH_TRAP_H
#define L4_ARCH_TRAP_H

#define TRAP_INSTRUCTION_ACCESS	0x008
#define TRAP_CLEAN_WINDOW	0x024
#define TRAP_DIVISION_BY_ZERO	0x028
#define TRAP_DATA_ACCESS	0x030
#define TRAP_DATA_ERROR		0x032
#define TRAP_ALIGNMENT		0x034
#define TRAP_INTERRUPT_LEVEL	0x040	/* + level 1..15 */
#define TRAP_INTERRUPT_VECTOR	0x060
#define TRAP_IMISS		0x064
#define TRAP_DMISS		0x068
#define TRAP_DPROT		0x06c
#define TRAP_WINDOW		0x080	/* 0x080..0x0ff: spill and fill */
#define TRAP_WINDOW_FILL	0x040	/* set: fill */
#define TRAP_SPILL_NORMAL(n)	(0x080 + 4 * (n))	/* n: WSTATE.normal, or .other */
#define TRAP_SPILL_OTHER(n)	(0x0a0 + 4 * (n))
#define TRAP_FILL_NORMAL(n)	(0x0c0 + 4 * (n))
#define TRAP_FILL_OTHER(n)	(0x0e0 + 4 * (n))
#define TRAP_SOFTWARE		0x100	/* + number of the Tcc instruction */
#define TRAP_TYPES		0x200

/* Software traps of the debugger's interface, X.2 binding of this processor. */
#define TRAP_KDEBUG_PUTC	0x17c
#define TRAP_KDEBUG_GETC	0x17d
#define TRAP_KDEBUG_GETC_POLL	0x17e
#define TRAP_KDEBUG_ENTER	0x17f

#endif
