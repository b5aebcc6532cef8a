/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of exceptions share: a helper whose handler is the main thread, its messages and
 * the replies to them.
 */
#include "exc_code.h"

struct helper *handled(struct helper *h)
{
	(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
	return h;
}

void check_exception(struct helper *h, helper_fn *fn, const char *ip, L4_Word_t vector,
		     L4_Word_t error)
{
	if (!tap_check_eq(helper_run(h, fn, 0, 0, 0), EXCEPTION))
		return;
	tap_check_eq(h->mr[0], EXC_TAG | x_bit(h, NULL));
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)ip);
	tap_check_eq(h->mr[MR_VECTOR], vector);
	tap_check_eq(h->mr[MR_ERROR], error);
}

enum outcome exc_reply(struct helper *h, unsigned int u)
{
	L4_MsgTag_t tag = { .raw = u };

	L4_LoadMRs(0, __L4_NUM_MRS, h->mr);
	L4_Set_MsgTag(tag);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
	return helper_finish(h);
}

enum outcome exc_go_on(struct helper *h, const char *ip)
{
	exc_set_ip(h->mr, (L4_Word_t)ip);
	return exc_reply(h, EXC_WORDS);
}
