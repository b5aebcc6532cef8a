/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sending in the name of another thread, and what the receiver sees of it.
 */
#include "propagate.h"

L4_Word_t tcr(struct helper *h, int index)
{
	return helper_call(h, work_tcr, (L4_Word_t)index, 0, 0);
}

void set_tcr(struct helper *h, int index, L4_Word_t value)
{
	helper_call(h, work_set_tcr, (L4_Word_t)index, value, 0);
}

void propagate(struct helper *s, L4_ThreadId_t v, struct helper *r, unsigned int u)
{
	set_tcr(s, L4_UTCB_VIRTUAL_SENDER, v.raw);
	message_set(s->ipc.mr, 7, u);
	s->ipc.mr[0] |= L4_TAG_PROPAGATED;
	helper_ipc(s, r->id, L4_nilthread, NEVER);
}
