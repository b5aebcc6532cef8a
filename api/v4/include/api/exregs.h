/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ExchangeRegisters: its values. The call itself stands in <api/syscalls.h>.
 */
#ifndef L4_API_EXREGS_H
#define L4_API_EXREGS_H

#include <base/types.h>
#include <l4/abi/types.h>

/* Without one of these, the call only looks. */
#define EXREGS_CHANGES \
	(L4_EXREGS_SETS | L4_EXREGS_CANCEL_RECV | L4_EXREGS_CANCEL_SEND | L4_EXREGS_HALT_VALID)

/*
 * What the call tells, by the state, of an active thread about which nothing is unusual, but of one
 * that asks another processor: L4_EXREGS_WAS_*. Of the rest, EXREGS_NOT_PLAIN.
 */
#define EXREGS_NOT_PLAIN	0xff
extern const u8 exregs_seen[];

/* The registers of a call. */
struct exregs {
	word_t control, sp, ip, flags, handle, pager;
};

/* A call about a thread of another processor: what it asks for and gets back. */
struct exregs_work {
	struct exregs in, old;
	bool by_local_id;
	word_t result;
};

#endif
