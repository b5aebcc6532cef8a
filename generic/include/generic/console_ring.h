/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A console in memory: the end of what the kernel has printed, kept where a reset leaves it, for a
 * debugger and for the next run. Half of the memory is this run's, half the former one's.
 */
#ifndef L4_GENERIC_CONSOLE_RING_H
#define L4_GENERIC_CONSOLE_RING_H

#include <base/console_dev.h>
#include <base/types.h>

/* Drops what it gets until console_ring_begin(). */
struct console_dev *console_ring(void);

/*
 * The memory, which may hold anything: what a former run of a kernel with as much memory for it has
 * left there is kept. Context: boot, once.
 */
void console_ring_begin(void *memory, size_t bytes);

/* The memory is mapped there now. */
void console_ring_move(void *memory);

/* From now on output is dropped, or kept again: while what is kept is printed. */
void console_ring_hold(bool on);

enum console_ring_state {
	CONSOLE_RING_NONE,	/* no former run has left anything */
	CONSOLE_RING_WHOLE,
	CONSOLE_RING_DAMAGED,	/* the checksum is not that of the text */
};

enum console_ring_state console_ring_former(void);

/* Characters of the text of the former run or of this one. */
u32 console_ring_length(bool is_former);

/*
 * Character i of that text; -1: it has no more. Of the former one any character may come that is
 * printable, or '\n'.
 */
int console_ring_char(bool is_former, u32 i);

#endif
