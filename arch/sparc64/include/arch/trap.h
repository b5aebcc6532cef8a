/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trap types. (SPARC-V9 Manual, table 14; UltraSPARC User's Manual, table 6)
 */
#ifndef L4_ARCH_TRAP_H
#define L4_ARCH_TRAP_H

#define TRAP_INSTRUCTION_ACCESS	0x008
#define TRAP_FP_DISABLED	0x020
#define TRAP_CLEAN_WINDOW	0x024
#define TRAP_DATA_ACCESS	0x030
#define TRAP_ALIGNMENT		0x034
#define TRAP_INTERRUPT_LEVEL	0x040	/* + level 1..15 */
#define TRAP_LEVEL_DEVICE	0x041
#define TRAP_LEVEL_TICK		0x04e
#define TRAP_INTERRUPT_VECTOR	0x060
#define TRAP_IMISS		0x064
#define TRAP_DMISS		0x068
#define TRAP_DPROT		0x06c
#define TRAP_WINDOW		0x080	/* 0x080..0x0ff: spill and fill */
#define TRAP_WINDOW_FILL	0x040	/* set: fill */
#define TRAP_SOFTWARE		0x100	/* + number of the Tcc instruction */

/* Software traps of the debugger's interface, X.2 binding of this processor. */
#define TRAP_KDEBUG_PUTC	0x17c
#define TRAP_KDEBUG_GETC	0x17d
#define TRAP_KDEBUG_GETC_POLL	0x17e
#define TRAP_KDEBUG_ENTER	0x17f

#endif
