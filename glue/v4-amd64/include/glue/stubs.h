/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs: one for each system call, at fixed places of one page of the kernel's window. The
 * address behind its SYSCALL instruction tells which call it is.
 */
#ifndef L4_GLUE_STUBS_H
#define L4_GLUE_STUBS_H

#define STUB_PAGE_ADDRESS	0xffa01000	/* page WINDOW_STUB_PAGE of the window */
#define STUB_SHIFT		4		/* log2 of the bytes of a stub */
#define STUB_RETURN		14		/* offset of the instruction behind SYSCALL */

/* What the stub of SystemClock reads, relative to the page of the stubs. */
#define STUB_CLOCK_START	0x1000
#define STUB_CLOCK_FACTOR	0x1008

#define STUB_IPC		0	/* and Lipc: the kernel sees whether an id is local */
#define STUB_EXCHANGE_REGISTERS	1
#define STUB_THREAD_CONTROL	2
#define STUB_SPACE_CONTROL	3
#define STUB_SCHEDULE		4
#define STUB_THREAD_SWITCH	5
#define STUB_SYSTEM_CLOCK	6
#define STUB_MEMORY_CONTROL	7
#define STUB_PROCESSOR_CONTROL	8
#define STUB_UNMAP		9	/* the last: the entry tells it apart */
#define STUB_COUNT		10
#define STUB_TABLE		16	/* entries of the table of calls: a power of two */

#endif
