/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ipc with every register chosen and every register seen, and the windows that the next functions
 * called would get.
 */
#ifndef L4_TEST_FASTREGS_H
#define L4_TEST_FASTREGS_H

#define REGS_G		0x000	/* %g1, %g4, %g5, %g6 */
#define REGS_O		0x020	/* %o0 to %o5 */
#define REGS_L		0x050	/* %l0 to %l7 */
#define REGS_I		0x090	/* %i0 to %i5 */
#define REGS_Y		0x0c0
#define REGS_CCR	0x0c8
#define REGS_ASI	0x0d0
#define REGS_FPRS	0x0d8
#define REGS_G3		0x0e0
#define REGS_SP		0x0e8	/* changes of %sp, %fp and %i7 */
#define REGS_GATE	0x100
#define REGS_FLUSH	0x108
#define REGS_WINDOWS	0x110	/* of each %l0 to %l7, %o0 to %o5, %o7 */
#define REGS_WINDOW_BYTES 0x78
#define REGS_LEVELS	6
#define REGS_SIZE	(REGS_WINDOWS + REGS_LEVELS * REGS_WINDOW_BYTES)

#ifndef __ASSEMBLER__

#include <l4/types.h>

struct regs {
	L4_Word_t g[4], o[6], l[8], i[6];
	L4_Word_t y, ccr, asi, fprs, g3;
	L4_Word_t sp, fp, i7;
	L4_Word_t gate, flush;
	L4_Word_t windows[REGS_LEVELS][15];
};

_Static_assert(sizeof(struct regs) == REGS_SIZE, "layout used by assembler");

/*
 * Loads all registers from r, calls the gate (behind FLUSHW if `flush`), stores all of them. The
 * stack pointer, the frame pointer and %i7 stay: r has how much they changed.
 */
void regs_call(struct regs *r);
/* The same with so many more windows of callers. */
void regs_call_deep(struct regs *r, L4_Word_t depth);

#endif
#endif
