/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ExchangeRegisters: its values. The call itself stands in <api/syscalls.h>.
 */
#ifndef L4_API_EXREGS_H
#define L4_API_EXREGS_H

#include <base/types.h>

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
