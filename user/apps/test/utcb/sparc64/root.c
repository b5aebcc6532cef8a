/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the root task begins with on SPARC-V9, and where %g7 points.
 */
#include "test.h"

static L4_Word_t work_g7(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t g7;

	(void)a;
	(void)b;
	(void)c;
	__asm__ volatile ("mov %%g7, %0" : "=r" (g7));
	return g7;
}

TAP_TEST(utcb, root, "BOOT-07 the root task's id, pager and UTCB")
{
	L4_Word_t base = L4_ThreadIdUserBase(L4_GetKernelInterface());

	tap_check_eq(L4_Myself().raw, L4_GlobalId(base + 2, 1).raw);
	tap_check_eq(exregs_read(main_thread).pager.raw, L4_GlobalId(base, 1).raw);
	tap_check_eq(work_g7(0, 0, 0), L4_MyLocalId().raw);
	tap_check_eq(L4_MyLocalId().raw & (L4_UtcbSize(L4_GetKernelInterface()) - 1), 0);
}

TAP_TEST(utcb, g7, "SPARC-08 %g7 is the UTCB of the thread")
{
	struct helper *h = helper_there(), *other = helper_beside(h);

	tap_check_eq(helper_call(h, work_g7, 0, 0, 0), (L4_Word_t)utcb_there(h->id));
	tap_check_eq(helper_call(other, work_g7, 0, 0, 0), (L4_Word_t)utcb_there(other->id));
}
