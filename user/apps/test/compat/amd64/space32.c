/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 32-bit spaces: how they are made, their interface page and UTCBs.
 */
#include <l4/abi/kip.h>

#include "raw32.h"

#define LATER_KIP	(PLACE + 0x100000)
#define GATES		11
#define BR32		(-48)
#define MAX_DESCRIPTORS	256
/* Fields of KIP words. */
#define USER_BASE(info)		((info) >> 20 & 0xfff)
#define SYSTEM_BASE(info)	((info) >> 8 & 0xfff)
#define THREAD_BITS(info)	((info) & 0xff)
#define END_32			0x100000000ul

static L4_Word_t kip_address(void)
{
	return (L4_Word_t)L4_GetKernelInterface();
}

static L4_Word_t kip32(struct helper *h, L4_Word_t word)
{
	return helper_call(h, peek32, kip_address() + 4 * word, 0, 0);
}

static L4_Word_t slot_word(struct helper *h, int i)
{
	return (L4_Word_t)utcb_there(h->id) + 0x200 + (L4_Word_t)(4l * i);
}

TAP_TEST(compat, create, "SPACE-10 control bit 63: returned in the old control, now and later")
{
	L4_ThreadId_t id = new_id();
	L4_Word_t old = 0;

	if (!space_32(id, kip_address()))
		return;
	/* It stays what it is. */
	check_granted(L4_SpaceControl(id, 0, L4_Nilpage, L4_Nilpage, L4_nilthread, &old));
	tap_check_eq(old, CONTROL_COMPAT);
}

TAP_TEST(compat, active,
	 "FIX-10 bit 63 with active threads: error 5, without effect for a 32-bit space")
{
	struct helper *h64 = helper_there(), *h = helper_32();
	L4_Word_t old = 0;

	if (h == NULL)
		return;
	check_refused(L4_SpaceControl(h64->id, CONTROL_COMPAT, L4_Nilpage, L4_Nilpage,
				      L4_nilthread, &old), L4_ERROR_INVALID_PARAM);
	tap_check_eq(helper_call(h64, work_nothing, WORD(1ul << 40), 0, 0), 1ul << 40);
	check_granted(L4_SpaceControl(h64->id, 0, L4_Nilpage, L4_Nilpage, L4_nilthread, &old));
	tap_check_eq(old, 0);
	old = 0;
	check_granted(L4_SpaceControl(h->id, CONTROL_COMPAT, L4_Nilpage, L4_Nilpage, L4_nilthread,
				      &old));
	tap_check_eq(old, CONTROL_COMPAT);
	tap_check_eq(helper_call(h, gs32, 0, 0, 0), slot_word(h, 0));
}

TAP_TEST(compat, kip_flags, "SPACE-12 ApiFlags are 0")
{
	struct helper *h = helper_32();

	if (h == NULL)
		return;
	tap_check_eq(kip32(h, L4_KIP_WORD_MAGIC), L4_KIP_MAGIC);
	tap_check_eq(kip32(h, L4_KIP_WORD_API_FLAGS), 0);
}

TAP_TEST(compat, kip_sizes, "KIP-13 words 0xA8 and 0xAC are 0x000C2801 and 0x0C")
{
	struct helper *h = helper_32();

	if (h == NULL)
		return;
	tap_check_eq(helper_call(h, peek32, kip_address() + 0xa8, 0, 0), 0x000c2801);
	/* More where descriptors of processors do not fit into one page. */
	tap_check_eq(helper_call(h, peek32, kip_address() + 0xac, 0, 0),
		     kip32(h, L4_KIP_WORD_PROCDESC_PTR) < 0x1000 ? 0x0c : 0x0e);
}

TAP_TEST(compat, kip_threads, "KIP-16 the same thread numbers as in the page of 64 bits")
{
	struct helper *h = helper_32();
	L4_Word_t info64 = ((const L4_Word_t *)kip_address())[L4_KIP_WORD_THREAD_INFO], info;

	if (h == NULL)
		return;
	info = kip32(h, L4_KIP_WORD_THREAD_INFO);
	tap_check_eq(USER_BASE(info), L4_ThreadIdUserBase(L4_GetKernelInterface()));
	tap_check_eq(SYSTEM_BASE(info), L4_ThreadIdSystemBase(L4_GetKernelInterface()));
	tap_check_eq(THREAD_BITS(info), THREAD_BITS(info64));
}

/* A descriptor of the page of 32 bits, as in it. */
struct descriptor {
	L4_Word_t low, high;
};

static unsigned int read_descriptors(struct helper *h, struct descriptor *d)
{
	L4_Word_t info = kip32(h, L4_KIP_WORD_MEMORY_INFO), at = kip_address() + (info >> 16);
	unsigned int n = info & 0xffff, i;

	if (!tap_check(n > 0 && n < MAX_DESCRIPTORS && (info >> 16) + 8 * n <= page_size))
		return 0;
	for (i = 0; i < n; i++) {
		d[i].low = helper_call(h, peek32, at + 8 * i, 0, 0);
		d[i].high = helper_call(h, peek32, at + 8 * i + 4, 0, 0);
	}
	return n;
}

TAP_TEST(compat, kip_memory, "KIP-26 the same memory as in the page of 64 bits, up to 4 GiB")
{
	static struct descriptor d[MAX_DESCRIPTORS];
	void *kip = L4_GetKernelInterface();
	struct helper *h = helper_32();
	unsigned int n, i = 0;
	L4_Word_t k, high;

	if (h == NULL)
		return;
	n = read_descriptors(h, d);
	for (k = 0; k < L4_NumMemoryDescriptors(kip); k++) {
		L4_MemoryDesc_t *wide = L4_MemoryDesc(kip, k);

		if (L4_IsMemoryDescVirtual(wide) || L4_MemoryDescLow(wide) >= END_32)
			continue;
		while (i < n && d[i].low & L4_MEMDESC_VIRTUAL)
			i++;
		if (!tap_check(i < n))
			return;
		tap_context("descriptor %u", i);
		high = L4_MemoryDescHigh(wide);
		tap_check_eq(d[i].low & ~0x3fful, L4_MemoryDescLow(wide));
		tap_check_eq(d[i].high | 0x3ff, high < END_32 ? high : END_32 - 1);
		tap_check_eq(d[i].low & L4_MEMDESC_TYPE_MASK,
			     L4_MemoryDescType(wide) & L4_MEMDESC_TYPE_MASK);
		i++;
	}
	while (i < n && d[i].low & L4_MEMDESC_VIRTUAL)
		i++;
	tap_check_eq(i, n);
}

TAP_TEST(compat, kip_user_area, "KIP-27 the page at gs:0 is not in the user area, much else is")
{
	static struct descriptor d[MAX_DESCRIPTORS];
	struct helper *h = helper_32();
	L4_Word_t window = 0xffa00000, total = 0;
	unsigned int n, i;

	if (h == NULL)
		return;
	n = read_descriptors(h, d);
	for (i = 0; i < n; i++) {
		if (!(d[i].low & L4_MEMDESC_VIRTUAL))
			continue;
		tap_context("descriptor %u", i);
		tap_check((d[i].high | 0x3ff) < window ||
			  (d[i].low & ~0x3fful) >= window + page_size);
		total += (d[i].high | 0x3ff) + 1 - (d[i].low & ~0x3fful);
	}
	tap_check(total > 4000ul << 20);
}

TAP_TEST(compat, kip_gates, "KIP-30 the gates are offsets in the page")
{
	struct helper *h = helper_32();
	L4_Word_t gate;
	unsigned int i;

	if (h == NULL)
		return;
	for (i = 0; i < GATES; i++) {
		tap_context("word %u", L4_KIP_WORD_SPACE_CONTROL + i);
		gate = kip32(h, L4_KIP_WORD_SPACE_CONTROL + i);
		tap_check(gate > 0 && gate < 4096);
	}
}

TAP_TEST(compat, kip_elsewhere, "KIP-31 gates of an interface page at another address")
{
	struct helper *h = helper_32_with(LATER_KIP, (L4_Word_t)helper32_main);
	struct raw32 r = raw32_marked();
	L4_Word_t start = L4_SystemClock().raw, clock;

	if (h == NULL)
		return;
	/* It is there and nowhere else: all of the helper's calls were made there. */
	tap_check_eq(helper_call(h, peek32, LATER_KIP, 0, 0), L4_KIP_MAGIC);
	raw32_run(h, &r, L4_KIP_WORD_SYSTEM_CLOCK);
	clock = r.eax | (L4_Word_t)r.edx << 32;
	tap_check(start <= clock && clock <= L4_SystemClock().raw);
	tap_check_eq(helper_run(h, peek32, kip_address(), 0, 0), PAGE_FAULT);
}

TAP_TEST(compat, gs_word, "UTCB-02 the word at gs:0 is the UTCB location + 0x200")
{
	struct helper *h = helper_32(), *other;

	if (h == NULL)
		return;
	other = helper_32_beside(h);
	tap_check_eq(helper_call(h, gs32, 0, 0, 0), slot_word(h, 0));
	tap_check_eq(helper_call(other, gs32, 0, 0, 0), slot_word(other, 0));
}

TAP_TEST(compat, utcb_layout,
	 "UTCB-16 the last message register is at 0xfc, the last buffer register at -0xc0")
{
	static struct raw32 r;
	struct helper *h = helper_32();
	L4_Word_t mr[__L4_NUM_MRS];

	if (h == NULL)
		return;
	(void)helper_call(h, poke32, slot_word(h, 63), 0x6363, 0);
	(void)helper_call(h, poke32, slot_word(h, BR32), 0x3232, 0);
	/* The message is longer than what the helper's loop uses. */
	r = raw32_marked();
	r.eax = id32(main_thread);
	r.edx = r.ecx = 0;
	r.esi = 63;
	helper_start(h, raw32_call, (L4_Word_t)&r, L4_KIP_WORD_IPC, 0);
	check_ok(L4_Receive_Timeout(h->id, PATIENCE));
	L4_StoreMRs(0, __L4_NUM_MRS, mr);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(mr[63], 0x6363);
	/* A buffer register is the program's own, whatever is called. */
	tap_check_eq(helper_call(h, peek32, slot_word(h, BR32), 0, 0), 0x3232);
}
