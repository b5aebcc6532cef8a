/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unmap: rights, status bits, lists of fpages.
 */
#include "partner.h"
#include "test.h"

#define MARK	0x600df00dul
#define RW	(L4_Readable | L4_Writable)

static L4_Fpage_t place(L4_Word_t rights)
{
	return fpage_at(PLACE, rights);
}

static L4_Word_t work_unmap(L4_Word_t fpage, L4_Word_t flush, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)c;
	return flush ? L4_Flush(f).raw : L4_UnmapFpage(f).raw;
}
FOR_PARTNERS(work_unmap, 0);

TAP_TEST(map, unmap_write,
	 "UNMAP-01 revoking w makes derived mappings read-only, the own one stays")
{
	struct helper *b = helper_there(), *c = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, place(RW).raw, L4_CompleteAddressSpace);
	(void)helper_call(b, work_unmap, place(L4_Writable).raw, false, 0);
	tap_check(can_write(b, PLACE, MARK));
	tap_check(!can_write(c, PLACE, MARK + 1));
	tap_check_eq(peek(c, PLACE), MARK);
}

TAP_TEST(map, unmap_write_chain, "UNMAP-01 revoking w reaches mappings of mappings")
{
	struct helper *b = helper_there(), *c = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, place(RW).raw, L4_CompleteAddressSpace);
	(void)L4_UnmapFpage(page_fpage(0, L4_Writable));
	tap_check(!can_write(b, PLACE, 1));
	tap_check(!can_write(c, PLACE, 1));
	tap_check(can_read(c, PLACE));
}

TAP_TEST(map, unmap_execute, "UNMAP-01 revoking x makes a page non-executable")
{
	struct helper *h = helper_there();

	put_function(page(0));
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	tap_check(can_execute(h, PLACE));
	(void)L4_UnmapFpage(page_fpage(0, L4_eXecutable));
	tap_check(!can_execute(h, PLACE));
	tap_check(can_write(h, PLACE, 1));
}

TAP_TEST(map, flush, "UNMAP-02 a flush takes the own mapping and the derived ones")
{
	struct helper *b = helper_there(), *c = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, place(RW).raw, L4_CompleteAddressSpace);
	(void)helper_call(b, work_unmap, place(L4_FullyAccessible).raw, true, 0);
	tap_check(!can_read(b, PLACE));
	tap_check(!can_read(c, PLACE));
}

TAP_TEST(map, status_only, "UNMAP-03 with no rights nothing is revoked, the status is reset")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	tap_check(can_write(h, PLACE, 1));
	(void)L4_GetStatus(page_fpage(0, 0));
	tap_check_eq(L4_Rights(L4_GetStatus(page_fpage(0, 0))), 0);
	tap_check(can_write(h, PLACE, 2));
}

TAP_TEST(map, status_written, "UNMAP-04 a derived mapping that was written: R and W")
{
	struct helper *h = helper_there();
	L4_Fpage_t status;

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	(void)L4_GetStatus(page_fpage(0, 0));
	tap_check(can_write(h, PLACE, 1));
	status = L4_GetStatus(page_fpage(0, 0));
	tap_check(L4_WasWritten(status));
	tap_check(L4_WasReferenced(status));
	tap_check_eq(status.raw & ~(L4_Word_t)L4_FullyAccessible, page_fpage(0, 0).raw);
}

TAP_TEST(map, status_once, "UNMAP-05 without new access the status is 0")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	tap_check(can_write(h, PLACE, 1));
	tap_check(L4_Rights(L4_GetStatus(page_fpage(0, 0))) != 0);
	tap_check_eq(L4_Rights(L4_GetStatus(page_fpage(0, 0))), 0);
	/* And it is set again by the next access: no stale translation hides it. */
	tap_check(can_write(h, PLACE, 2));
	tap_check(L4_WasWritten(L4_GetStatus(page_fpage(0, 0))));
}

TAP_TEST(map, status_read, "UNMAP-06 a derived mapping that was only read: R, not W")
{
	struct helper *h = helper_there();
	L4_Fpage_t status;

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	(void)L4_GetStatus(page_fpage(0, 0));
	tap_check(can_read(h, PLACE));
	status = L4_GetStatus(page_fpage(0, 0));
	tap_check(L4_WasReferenced(status));
	tap_check(!L4_WasWritten(status));
}

TAP_TEST(map, status_own, "UNMAP-07 the status of a flush counts the own accesses")
{
	(void)L4_Flush(page_fpage(0, 0));
	tap_check_eq(L4_Rights(L4_Flush(page_fpage(0, 0))), 0);
	*page_word(0) = 1;
	tap_check(L4_WasWritten(L4_Flush(page_fpage(0, 0))));
	*page_word(0) = 2;
	tap_check(!L4_WasWritten(L4_GetStatus(page_fpage(0, 0))));
}

TAP_TEST(map, status_kept,
	 "UNMAP-08 what an intermediate unmaps is still reported to the owner, once")
{
	struct helper *b = helper_there(), *c = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, place(RW).raw, L4_CompleteAddressSpace);
	(void)L4_GetStatus(page_fpage(0, 0));
	tap_check(can_write(c, PLACE, 1));
	(void)helper_call(b, work_unmap, place(L4_FullyAccessible).raw, false, 0);
	tap_check(L4_WasWritten(L4_GetStatus(page_fpage(0, 0))));
	tap_check_eq(L4_Rights(L4_GetStatus(page_fpage(0, 0))), 0);
}

TAP_TEST(map, status_flushed, "UNMAP-08 what an intermediate flushes is still reported, once")
{
	struct helper *b = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	(void)L4_GetStatus(page_fpage(0, 0));
	tap_check(can_write(b, PLACE, 1));
	(void)helper_call(b, work_unmap, place(L4_FullyAccessible).raw, true, 0);
	tap_check(!can_read(b, PLACE));
	tap_check(L4_WasWritten(L4_GetStatus(page_fpage(0, 0))));
	tap_check_eq(L4_Rights(L4_GetStatus(page_fpage(0, 0))), 0);
}

TAP_TEST(map, status_each, "UNMAP-08 a status that one mapper has read is still there for the next")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Fpage_t status;

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, place(RW).raw, L4_CompleteAddressSpace);
	(void)L4_GetStatus(page_fpage(0, 0));
	tap_check(can_write(c, PLACE, 1));
	status.raw = helper_call(b, work_unmap, place(0).raw, false, 0);
	tap_check(L4_WasWritten(status));
	tap_check(L4_WasWritten(L4_GetStatus(page_fpage(0, 0))));
	status.raw = helper_call(b, work_unmap, place(0).raw, false, 0);
	tap_check_eq(L4_Rights(status), 0);
}

TAP_TEST(map, unmap_64, "UNMAP-09 all 64 fpages of a call are processed")
{
	static L4_Fpage_t fpages[__L4_NUM_MRS];
	struct helper *h = helper_there();
	unsigned int i, left = 0;

	for (i = 0; i < __L4_NUM_MRS; i++) {
		give(h, page_fpage(i % POOL_PAGES, RW), PLACE + i * page_size,
		     L4_CompleteAddressSpace);
		fpages[i] = page_fpage(i % POOL_PAGES, L4_FullyAccessible);
	}
	L4_UnmapFpages(__L4_NUM_MRS, fpages);
	for (i = 0; i < __L4_NUM_MRS; i++)
		left += can_read(h, PLACE + i * page_size);
	tap_check_eq(left, 0);
}

/* The code and stack of the helper that does this are gone afterwards. */
static L4_Word_t work_flush_all(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Fpage_t all = L4_CompleteAddressSpace;

	(void)a;
	(void)b;
	(void)c;
	return L4_Flush(L4_FpageAddRights(all, L4_FullyAccessible)).raw;
}

TAP_TEST(map, flush_all, "UNMAP-10 a flush of everything leaves only KIP and UTCBs")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	/* It faults on its own code next, which helper_finish serves. */
	tap_check_eq(helper_run(h, work_flush_all, 0, 0, 0), DONE);
	tap_check(!can_read(h, PLACE));
	tap_check(can_read(h, (L4_Word_t)L4_GetKernelInterface()));
	tap_check_eq(helper_call(h, work_tcr, (L4_Word_t)L4_UTCB_MY_GLOBAL_ID, 0, 0), h->id.raw);
}

TAP_TEST(map, unmap_nil, "UNMAP-11 nil fpages in the list are skipped")
{
	struct helper *h = helper_there();
	L4_Fpage_t f[3] = { L4_Nilpage, page_fpage(0, L4_FullyAccessible), L4_Nilpage };

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	L4_UnmapFpages(3, f);
	tap_check(!can_read(h, PLACE));
	tap_check_eq(f[0].raw | f[2].raw, 0);
}

TAP_TEST(map, unmap_nothing, "UNMAP-12 unmapped regions give status 0")
{
	L4_Fpage_t f = L4_FpageAddRights(L4_FpageLog2(PLACE, PLACE_LOG2), L4_FullyAccessible);

	tap_check_eq(L4_Flush(f).raw, L4_FpageLog2(PLACE, PLACE_LOG2).raw);
}

TAP_TEST(map, flush_part, "UNMAP-15 a flush of a part of the own large page takes only that part")
{
	struct helper *h = helper_there();
	L4_Word_t block = large_page(), size = large_page_size();

	*(volatile L4_Word_t *)(block + 4 * page_size) = MARK;
	give(h, L4_FpageAddRights(L4_Fpage(block, size), RW), PLACE, L4_CompleteAddressSpace);
	(void)helper_call(h, work_unmap,
			  fpage_at(PLACE + 5 * page_size, L4_FullyAccessible).raw, true, 0);
	tap_check(!can_read(h, PLACE + 5 * page_size));
	tap_check_eq(peek(h, PLACE + 4 * page_size), MARK);
	tap_check(can_write(h, PLACE + 6 * page_size, 1));
}

TAP_TEST(map, unmap_small, "UNMAP-02 an fpage below the page size is widened to a page")
{
	struct helper *h = helper_there();
	L4_Fpage_t f = L4_FpageAddRights(L4_FpageLog2((L4_Word_t)page(0), 10),
					 L4_FullyAccessible);

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	(void)L4_UnmapFpage(f);
	tap_check(!can_read(h, PLACE));
}
