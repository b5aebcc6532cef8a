/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Helpers in 32-bit spaces.
 */
#include <l4/abi/kip.h>

#include "raw32.h"

uint32_t id32(L4_ThreadId_t id)
{
	return (uint32_t)(L4_ThreadNo(id) << 14 | L4_Version(id));
}

bool space_32(L4_ThreadId_t id, L4_Word_t kip_base)
{
	void *kip = L4_GetKernelInterface();
	L4_Fpage_t kip_area = L4_FpageLog2(kip_base, (int)L4_KipAreaSizeLog2(kip));
	L4_Fpage_t utcb_area = L4_Fpage(UTCB_AREA_THERE, (HELPERS + 2) * L4_UtcbSize(kip));
	L4_Word_t old = 0;

	if (!L4_ThreadControl(id, id, main_thread, L4_nilthread, utcb_there(id)) ||
	    !L4_SpaceControl(id, CONTROL_COMPAT, kip_area, utcb_area, L4_nilthread, &old)) {
		tap_fail("a 32-bit space could not be created: %s",
			 L4_ErrorCode_String(L4_ErrorCode()));
		return false;
	}
	if (!(old & CONTROL_COMPAT))
		tap_skip_test("the kernel has no 32-bit spaces");
	return (old & CONTROL_COMPAT) != 0;
}

struct helper *helper_32_with(L4_Word_t kip_base, L4_Word_t ip)
{
	L4_ThreadId_t id = new_id();
	L4_Word_t created;
	struct helper *h;

	/* What a helper does until it waits is looked at as soon as settle() is over. */
	helpers_together();
	main_thread32 = id32(main_thread);
	if (!space_32(id, kip_base))
		return NULL;
	created = L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED);
	h = helper_begin(id, created, true, ip);
	/* Later faults would come between a test and its helper; those of pages of the pool do. */
	if (created) {
		(void)helper_call(h, touch32, (L4_Word_t)__image_start, (L4_Word_t)page(0), 0);
		(void)helper_call(h, touch32, (L4_Word_t)page(POOL_PAGES),
				  (L4_Word_t)__image_end, 0);
	}
	return h;
}

struct helper *helper_32_at(L4_Word_t ip)
{
	return helper_32_with((L4_Word_t)L4_GetKernelInterface(), ip);
}

struct helper *helper_32(void)
{
	return helper_32_at((L4_Word_t)helper32_main);
}

struct helper *helper_32_beside(struct helper *h)
{
	L4_ThreadId_t id = new_id();

	return helper_begin(id, L4_ThreadControl(id, h->id, main_thread, main_thread,
						 utcb_there(id)),
			    true, (L4_Word_t)helper32_main);
}

struct raw32 raw32_marked(void)
{
	return (struct raw32){
		.eax = 0x10000, .ebx = 0x10001, .ecx = 0x10002, .edx = 0x10003, .esi = 0x10004,
		.edi = 0x10005, .ebp = 0x10006, .flags = 0x202 | ARITHMETIC32,
	};
}

void raw32_run(struct helper *h, struct raw32 *r, unsigned int gate_word)
{
	static struct raw32 shared;

	shared = *r;
	(void)helper_call(h, raw32_call, (L4_Word_t)&shared, gate_word, 0);
	*r = shared;
}
