/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs: one for each system call, at fixed places of one page of the kernel's window, in the
 * order of api/v4/syscalls.tbl. The address behind its SYSCALL instruction tells which call it is.
 */
#ifndef L4_GLUE_STUBS_H
#define L4_GLUE_STUBS_H

#define STUB_PAGE_ADDRESS	0xffa01000	/* page WINDOW_STUB_PAGE of the window */
#define STUB_SHIFT		4		/* log2 of the bytes of a stub */
#define STUB_RETURN		14		/* offset of the instruction behind SYSCALL */

/* What the stub of SystemClock reads, relative to the page of the stubs. */
#define STUB_CLOCK_START	0x1000
#define STUB_CLOCK_FACTOR	0x1008

#define STUB_TABLE		16	/* entries of the table of calls: a power of two */

/*
 * Those of 32-bit programs, in the same page: a set for each instruction that may enter the kernel,
 * of which one is used; behind them, how stubs go on when the kernel has returned.
 */
#define STUB32_SETS		0x400	/* offsets in the page */
#define STUB32_TAILS		0xa00
#define STUB32_SHIFT		5	/* log2 of the bytes of a stub */
#define STUB32_SET_BYTES	(STUB_TABLE << STUB32_SHIFT)
#define STUB32_ADDRESS(set)	(STUB_PAGE_ADDRESS + STUB32_SETS + (set) * STUB32_SET_BYTES)

#define STUB32_SYSCALL		0	/* numbers of the sets */
#define STUB32_SYSENTER		1
#define STUB32_INTERRUPT	2
#define STUB32_SET_COUNT	3

/* The stub of Ipc, the first one: its bytes with SYSCALL, and where SYSENTER is in the other. */
#define STUB32_IPC_BYTES	4
#define STUB32_SYSENTER_AT	9

/* Where the kernel returns to. */
#define STUB32_TAIL(n)		(STUB_PAGE_ADDRESS + STUB32_TAILS + (n) * 8)
#define STUB32_TAIL_PLAIN	STUB32_TAIL(0)	/* nothing is left to do */
#define STUB32_TAIL_PUSHED	STUB32_TAIL(1)	/* EBP and ECX are on the stack */
#define STUB32_TAIL_KEPT	STUB32_TAIL(2)	/* ECX is in EBX */
#define STUB32_TAIL_SECOND	STUB32_TAIL(3)	/* the second result, for ECX, is in EDX */
#define STUB32_TAIL_LOADED	STUB32_TAIL(4)	/* ECX is in STUB32_WORD_ECX; takes two places */

/* Where some stubs leave ECX and EBP: from message register 0, in the kernel's part of the slot. */
#define STUB32_WORD_ECX		-0x200
#define STUB32_WORD_EBP		-0x1fc

/* Gates jump through these words, relative to the page of the stubs. */
#define STUB32_GATES		0x1010

#endif
