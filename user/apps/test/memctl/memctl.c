/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MemoryControl, as far as a program can see it: what it accepts, that contents and rights stay,
 * here and in spaces that got the pages from here. Also ProcessorControl.
 */
#include <l4/misc.h>

#include "test.h"

#define PAGE_LOG2	((int)__L4_CeilLog2(page_size))
#define MARK		0x0badcafeul
#define UNKNOWN		3ul	/* no attribute */

static L4_Fpage_t selecting(L4_Fpage_t f, L4_Word_t which)
{
	f.raw = (f.raw & ~(L4_Word_t)3) | which;
	return f;
}

static L4_Word_t control(L4_Fpage_t f, L4_Word_t a0, L4_Word_t a1, L4_Word_t a2, L4_Word_t a3)
{
	L4_Word_t attributes[4] = { a0, a1, a2, a3 };

	return L4_Set_PageAttributes(1, &f, attributes);
}

static L4_Word_t work_attribute(L4_Word_t fpage, L4_Word_t attribute, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)c;
	return L4_Set_PageAttribute(f, attribute) ? 0 : L4_ErrorCode();
}

static L4_Word_t work_processor(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	return L4_ProcessorControl(0, 1000, 1000, 0) ? 0 : L4_ErrorCode();
}

TAP_TEST(memctl, unprivileged, "MCTL-01 an unprivileged thread: error 1")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_call(h, work_attribute, page_fpage(0, 0).raw, 0, 0), L4_ErrNoPrivilege);
}

TAP_TEST(memctl, unprivileged_first, "MCTL-01 the privilege is checked before the attribute")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_call(h, work_attribute, page_fpage(0, 0).raw, UNKNOWN, 0),
		     L4_ErrNoPrivilege);
}

TAP_TEST(memctl, unknown, "MCTL-02 attributes that do not exist: error 5")
{
	static const L4_Word_t unknown[] = { 3, 6, 7, 9, 15, 16, 0x100, 0x104,
		(L4_Word_t)1 << (L4_BITS_PER_WORD / 2), ~0ul };
	unsigned int i;

	for (i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		tap_context("attribute %#lx", unknown[i]);
		check_refused(L4_Set_PageAttribute(page_fpage(0, 0), unknown[i]),
			      L4_ErrInvalidParam);
	}
}

/* Reads and writes, here and in h, whose page at PLACE came from pool page 0. */
static void check_usable(struct helper *h, L4_Word_t value)
{
	*page_word(0) = value;
	tap_check_eq(*page_word(0), value);
	tap_check_eq(peek(h, PLACE), value);
	tap_check(can_write(h, PLACE, value + 1));
	tap_check_eq(*page_word(0), value + 1);
}

TAP_TEST(memctl, known,
	 "MCTL-03 every attribute is accepted; contents and rights stay, also in derived spaces")
{
	static const L4_Word_t known[] = {
		L4_UncacheableMemory, L4_WriteThroughMemory, L4_WriteCombiningMemory,
		L4_WriteProtectedMemory, L4_WriteBackMemory, L4_DefaultMemory,
	};
	struct helper *h = helper_there();
	unsigned int i;

	*page_word(0) = MARK;
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		tap_context("attribute %lu", known[i]);
		check_granted(L4_Set_PageAttribute(page_fpage(0, 0), known[i]));
		tap_check_eq(*page_word(0), i ? MARK + i - 1 + 1 : MARK);
		check_usable(h, MARK + i);
	}
}

TAP_TEST(memctl, keeps_rights, "MCTL-03 a page that is read-only in a derived space stays so")
{
	struct helper *h = helper_there();

	*page_word(0) = MARK;
	give(h, page_fpage(0, L4_Readable), PLACE, L4_CompleteAddressSpace);
	check_granted(L4_Set_PageAttribute(page_fpage(0, 0), L4_UncacheableMemory));
	tap_check_eq(peek(h, PLACE), MARK);
	tap_check(!can_write(h, PLACE, 1));
	check_granted(L4_Set_PageAttribute(page_fpage(0, 0), L4_DefaultMemory));
}

TAP_TEST(memctl, later_map, "MCTL-03 a page mapped from it later can be used")
{
	struct helper *h = helper_there(), *next = helper_there();

	*page_word(0) = MARK;
	check_granted(L4_Set_PageAttribute(page_fpage(0, 0), L4_UncacheableMemory));
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	check_usable(h, MARK);
	pass(h, next, PLACE | L4_ITEM_MAP, fpage_at(PLACE, L4_FullyAccessible).raw,
	     L4_CompleteAddressSpace);
	check_granted(L4_Set_PageAttribute(page_fpage(0, 0), L4_DefaultMemory));
	check_usable(next, MARK + 5);
}

TAP_TEST(memctl, keeps_status, "MCTL-03 the status bits of the page are not lost")
{
	L4_Fpage_t f = page_fpage(0, L4_NoAccess);

	(void)L4_Flush(f);
	*page_word(0) = MARK;
	check_granted(L4_Set_PageAttribute(f, L4_UncacheableMemory));
	check_granted(L4_Set_PageAttribute(f, L4_DefaultMemory));
	f = L4_Flush(f);
	tap_check(L4_WasWritten(f) && L4_WasReferenced(f));
}

TAP_TEST(memctl, keeps_tree, "MCTL-03 derived pages stay derived: Unmap takes them away")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	check_granted(L4_Set_PageAttribute(page_fpage(0, 0), L4_UncacheableMemory));
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	tap_check(!can_read(h, PLACE));
	check_granted(L4_Set_PageAttribute(page_fpage(0, 0), L4_DefaultMemory));
}

TAP_TEST(memctl, part_of_large, "MCTL-03 a part of a large page: all of it stays usable")
{
	L4_Word_t block = large_page(), i;

	if (block == 0) {
		tap_skip_test("no large page");
		return;
	}
	for (i = 0; i < 4; i++)
		*(volatile L4_Word_t *)(block + i * page_size) = MARK + i;
	check_granted(L4_Set_PageAttribute(fpage_at(block + 2 * page_size, 0),
					   L4_UncacheableMemory));
	for (i = 0; i < 4; i++)
		tap_check_eq(*(volatile L4_Word_t *)(block + i * page_size), MARK + i);
	check_granted(L4_Set_PageAttribute(L4_Fpage(block, large_page_size()), L4_DefaultMemory));
	for (i = 0; i < 4; i++)
		tap_check_eq(*(volatile L4_Word_t *)(block + i * page_size), MARK + i);
}

TAP_TEST(memctl, selected, "MCTL-04 the low two bits of the fpage choose the attribute")
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		L4_Word_t a[4] = { UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN };

		tap_context("attribute%u", i);
		a[i] = L4_WriteBackMemory;
		check_granted(control(selecting(page_fpage(0, 0), i), a[0], a[1], a[2], a[3]));
		a[i] = UNKNOWN;
		a[(i + 1) % 4] = a[(i + 2) % 4] = a[(i + 3) % 4] = L4_WriteBackMemory;
		check_refused(control(selecting(page_fpage(0, 0), i), a[0], a[1], a[2], a[3]),
			      L4_ErrInvalidParam);
	}
}

TAP_TEST(memctl, upper_rights, "MCTL-04 bits 3 and 2 of the fpage are ignored")
{
	L4_Fpage_t f = selecting(page_fpage(0, 0), 1);

	f.raw |= 0xc;
	check_granted(control(f, UNKNOWN, 0, UNKNOWN, UNKNOWN));
}

TAP_TEST(memctl, many, "MCTL-05 64 fpages, those behind the eighth too, are taken from memory")
{
	L4_Word_t attributes[4] = { L4_WriteBackMemory, UNKNOWN, 0, 0 };
	L4_Fpage_t f[__L4_NUM_MRS];
	unsigned int i;

	for (i = 0; i < __L4_NUM_MRS; i++)
		f[i] = page_fpage(i % POOL_PAGES, 0);
	check_granted(L4_Set_PageAttributes(__L4_NUM_MRS, f, attributes));
	f[63] = selecting(f[63], 1);
	check_refused(L4_Set_PageAttributes(__L4_NUM_MRS, f, attributes), L4_ErrInvalidParam);
	/* Only 63 of them: the bad one does not count. */
	check_granted(L4_Set_PageAttributes(__L4_NUM_MRS - 1, f, attributes));
}

TAP_TEST(memctl, nil, "MCTL-02 nil fpages are skipped")
{
	check_granted(control(L4_Nilpage, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN));
}

TAP_TEST(memctl, nothing_there,
	 "MCTL-03 fpages without pages, ports, KIP and UTCB area change nothing")
{
	L4_Fpage_t kip = L4_Fpage((L4_Word_t)L4_GetKernelInterface(), page_size);
	L4_Word_t before = *(volatile L4_Word_t *)L4_GetKernelInterface();

	check_granted(L4_Set_PageAttribute(L4_FpageLog2(PLACE, PLACE_LOG2), L4_UncacheableMemory));
	check_granted(L4_Set_PageAttribute(L4_IoFpageLog2(0, 16), L4_UncacheableMemory));
	check_granted(L4_Set_PageAttribute(kip, L4_UncacheableMemory));
	check_granted(L4_Set_PageAttribute(L4_FpageLog2(L4_MyLocalId().raw & ~0xffful, PAGE_LOG2),
					   L4_UncacheableMemory));
	tap_check_eq(*(volatile L4_Word_t *)L4_GetKernelInterface(), before);
	tap_check_eq(L4_MyGlobalId().raw, main_thread.raw);
}

TAP_TEST(memctl, whole_space, "MCTL-03 the complete address space, there and back")
{
	struct helper *h = helper_there();

	*page_word(0) = MARK;
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	check_granted(L4_Set_PageAttribute(L4_CompleteAddressSpace, L4_WriteThroughMemory));
	tap_check_eq(peek(h, PLACE), MARK);
	check_granted(L4_Set_PageAttribute(L4_CompleteAddressSpace, L4_DefaultMemory));
	check_usable(h, MARK);
}

TAP_TEST(memctl, processor_unprivileged,
	 "MCTL-06 ProcessorControl of an unprivileged thread: error 1")
{
	tap_check_eq(helper_call(helper_there(), work_processor, 0, 0, 0), L4_ErrNoPrivilege);
}

TAP_TEST(memctl, processor, "MCTL-06 ProcessorControl is not supported: error 5")
{
	check_refused(L4_ProcessorControl(0, 1000, 1000, 0), L4_ErrInvalidParam);
}

/* --- through sigma0 --- */

static bool sigma0_gives(L4_Word_t attribute, L4_Word_t *address)
{
	L4_ThreadId_t sigma0 = L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
	L4_Fpage_t any = L4_FpageLog2(0, PAGE_LOG2);
	L4_MsgTag_t tag = { .raw = (L4_Word_t)L4_PROTO_SIGMA0 << L4_PROTO_SHIFT | 2 };
	L4_Word_t item[2];

	any.raw |= ~(L4_Word_t)0x3ff;
	L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
	L4_LoadMR(1, any.raw & ~(L4_Word_t)8);
	L4_LoadMR(2, attribute);
	L4_Set_MsgTag(tag);
	check_ok(L4_Call_Timeouts(sigma0, PATIENCE, PATIENCE));
	L4_StoreMRs(1, 2, item);
	L4_Accept(L4_UntypedWordsAcceptor);
	*address = item[1] & ~(page_size - 1);
	return item[1] != 0;
}

TAP_TEST(memctl, sigma0, "S0-12 what sigma0 gives with an attribute can be used")
{
	static const L4_Word_t known[] = {
		L4_UncacheableMemory, L4_WriteThroughMemory, L4_WriteCombiningMemory,
		L4_WriteBackMemory,
	};
	L4_Word_t address;
	unsigned int i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		tap_context("attribute %lu", known[i]);
		if (!tap_check(sigma0_gives(known[i], &address)))
			continue;
		*(volatile L4_Word_t *)address = MARK;
		tap_check_eq(*(volatile L4_Word_t *)address, MARK);
	}
}

TAP_TEST(memctl, sigma0_unknown,
	 "S0-12 sigma0 refuses an attribute that does not exist, and serves on")
{
	L4_Word_t address;

	tap_check(!sigma0_gives(UNKNOWN, &address));
	tap_check(sigma0_gives(0, &address));
}
