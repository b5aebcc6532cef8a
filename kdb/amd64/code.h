/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two kinds of code that a thread may run.
 */
#ifndef L4_KDB_AMD64_CODE_H
#define L4_KDB_AMD64_CODE_H

#include <api/space.h>
#include <arch/segments.h>
#include <generic/tcb.h>

/*
 * True if the registers of t have 32 bits. CS tells; in an entry stub the frame has none, but the
 * space tells.
 */
static inline bool runs_32bit_code(const struct tcb *t)
{
	if (!IS_ENABLED(CONFIG_COMPAT32))
		return false;
	if (t->frame.vector > FRAME_FULL)
		return t->space != NULL && space_is_compat(t->space);
	return t->frame.cs == SEL_USER_CODE32;
}

#endif
