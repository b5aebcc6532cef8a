/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The user registers of a thread. Register windows that must leave the processor while the thread
 * is in the kernel go to the slots, oldest first; the kernel never touches a user stack for them.
 */
#ifndef L4_ARCH_FRAME_H
#define L4_ARCH_FRAME_H

#include <arch/cpureg.h>
#include <base/types.h>

struct window {
	word_t local[8], in[8];
};

struct save_frame {
	word_t global[8];	/* 0 unused */
	word_t out[8];		/* of the current window; 6: stack pointer, biased */
	word_t tstate, tpc, tnpc, y;
	/*
	 * Trap type of the entry, perhaps with TRAP_IN_*. Ipc with a single window has of the
	 * user's registers only those that it keeps, and of that window's slot %i6 and %i7.
	 */
	word_t type;
	word_t fault_address, fault_status;
	word_t message;		/* on the way out %l0-%l7 are loaded from the message registers */
	/*
	 * First free slot while the thread does not own the register file. While it does, the
	 * alternate %g6 holds the value.
	 */
	struct window *slot_end;
	struct window slot[NWINDOWS - 1] __aligned(16);	/* the last window is the kernel's */
};

STATIC_ASSERT(sizeof(struct window) == 128, "the entry code counts slots by shifting");

#endif
