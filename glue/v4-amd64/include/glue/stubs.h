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

#endif
