/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests for fpages, and whether sigma0 gives them.
 */
#include "gets.h"

/* Sigma0's answer to the thread that executes this: true if it gives the fpage. */
static L4_Word_t work_get(L4_Word_t fpage, L4_Word_t b, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)b;
	(void)c;
	return !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, f));
}

bool main_gets(L4_Fpage_t f)
{
	return work_get(f.raw, 0, 0);
}

bool client_gets(struct helper *h, L4_Fpage_t f)
{
	return helper_call(h, work_get, f.raw, 0, 0);
}
