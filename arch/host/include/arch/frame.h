/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The user registers of a thread of the host port. Results of system calls have fields of their
 * own: nothing but tests reads them.
 */
#ifndef L4_ARCH_FRAME_H
#define L4_ARCH_FRAME_H

#include <base/types.h>

#define HOST_REGISTERS	8

struct save_frame {
	word_t ip, sp, flags;
	word_t reg[HOST_REGISTERS];
	word_t exception;	/* number of the last exception */
	bool is_32bit;		/* its program has 32-bit words */

	/* results of the last system call */
	word_t result, second;
	word_t tag, from;	/* Ipc */
	word_t old[6];		/* ExchangeRegisters, in the order of struct exregs */
	word_t returns;		/* how many system calls have left results here */
};

/* The highest bit of IP is one that this processor does not take. */
#define HOST_IP_INVALID		(~(~(word_t)0 >> 1))
/* Flags that users may change. */
#define HOST_FLAGS_USER		0xfful
#define HOST_FLAGS_FIXED	0x200ul

#define HOST_EXCEPTION_BAD_IP	13

#endif
