/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Grant items, and mappings derived from mappings: what a revocation reaches.
 */
#include "partner.h"
#include "test.h"

#define MARK	0x600df00dul
#define RW	(L4_Readable | L4_Writable)
#define LONG	24	/* spaces in a chain */

static L4_Fpage_t place(void)
{
	return fpage_at(PLACE, L4_FullyAccessible);
}

static void pass_on(struct helper *from, struct helper *to)
{
	pass(from, to, PLACE | L4_ITEM_MAP, place().raw, L4_CompleteAddressSpace);
}

static L4_Word_t work_unmap(L4_Word_t fpage, L4_Word_t flush, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)c;
	return flush ? L4_Flush(f).raw : L4_UnmapFpage(f).raw;
}
FOR_PARTNERS(work_unmap, 0);

TAP_TEST(map, grant, "MAP-14 a granted page leaves the granter")
{
	struct helper *b = helper_there(), *c = helper_there();

	*page_word(0) = MARK;
	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_GRANT, place().raw, L4_CompleteAddressSpace);
	tap_check(!can_read(b, PLACE));
	tap_check_eq(peek(c, PLACE), MARK);
	tap_check(can_write(c, PLACE, MARK + 1));
	tap_check_eq(*page_word(0), MARK + 1);
}

TAP_TEST(map, grant_child, "MAP-15 after a grant the first mapper still reaches child and grantee")
{
	struct helper *b = helper_there(), *c = helper_there(), *d = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass_on(b, d);
	pass(b, c, PLACE | L4_ITEM_GRANT, place().raw, L4_CompleteAddressSpace);
	tap_check(can_read(c, PLACE));
	tap_check(can_read(d, PLACE));
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	tap_check(!can_read(c, PLACE));
	tap_check(!can_read(d, PLACE));
}

TAP_TEST(map, grantee_revokes, "MAP-15 the grantee revokes the children it took over")
{
	struct helper *b = helper_there(), *c = helper_there(), *d = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass_on(b, d);
	pass(b, c, PLACE | L4_ITEM_GRANT, place().raw, L4_CompleteAddressSpace);
	(void)helper_call(c, work_unmap, place().raw, false, 0);
	tap_check(can_read(c, PLACE));
	tap_check(!can_read(d, PLACE));
}

TAP_TEST(map, grant_less, "MAP-14 a grant with fewer rights gives just those")
{
	struct helper *b = helper_there(), *c = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_GRANT, fpage_at(PLACE, L4_Readable).raw,
	     L4_CompleteAddressSpace);
	tap_check(!can_read(b, PLACE));
	tap_check(can_read(c, PLACE));
	tap_check(!can_write(c, PLACE, 1));
}

TAP_TEST(map, grant_rest, "MAP-14 what does not fit into the window is flushed from the granter")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Fpage_t two = L4_FpageAddRights(L4_Fpage(PLACE, 2 * page_size), RW);

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	give(b, page_fpage(1, RW), PLACE + page_size, L4_CompleteAddressSpace);
	pass(b, c, page_size | L4_ITEM_GRANT, two.raw, fpage_at(PLACE, 0));
	tap_check(!can_read(b, PLACE));
	tap_check(!can_read(b, PLACE + page_size));
	tap_check(can_read(c, PLACE));
	tap_check(!can_read(c, PLACE + page_size));
}

TAP_TEST(map, chain_unmap, "MAP-16 an unmap reaches the whole chain, the owner keeps the page")
{
	struct helper *b = helper_there(), *c = helper_there();

	*page_word(0) = MARK;
	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass_on(b, c);
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	tap_check(!can_read(b, PLACE));
	tap_check(!can_read(c, PLACE));
	tap_check_eq(*page_word(0), MARK);
}

TAP_TEST(map, chain_flush, "MAP-17 a flush in the middle takes the page from there on")
{
	struct helper *b = helper_there(), *c = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass_on(b, c);
	(void)helper_call(b, work_unmap, place().raw, true, 0);
	tap_check(!can_read(b, PLACE));
	tap_check(!can_read(c, PLACE));
	*page_word(0) = MARK;
	tap_check_eq(*page_word(0), MARK);
}

TAP_TEST(map, delete_middle, "MAP-18 a deleted space loses its mappings, the owner keeps the page")
{
	struct helper *b = helper_there(), *c = helper_there(), *d = helper_there();

	*page_word(0) = MARK;
	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	give(d, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass_on(b, c);
	helper_forget(b);
	tap_check(!can_read(c, PLACE));
	tap_check_eq(peek(d, PLACE), MARK);
	tap_check_eq(*page_word(0), MARK);
}

TAP_TEST(map, back_again,
	 "MAP-19 a page that came back at another address falls with the first one")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Word_t second = PLACE + page_size;

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass_on(b, c);
	pass(c, b, second | L4_ITEM_MAP, place().raw, L4_CompleteAddressSpace);
	tap_check(can_read(b, second));
	(void)helper_call(b, work_unmap, place().raw, false, 0);
	tap_check(can_read(b, PLACE));
	tap_check(!can_read(c, PLACE));
	tap_check(!can_read(b, second));
}

TAP_TEST(map, back_same, "MAP-19 a page that comes back to its own address does no harm")
{
	struct helper *b = helper_there(), *c = helper_there();

	*page_word(0) = MARK;
	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass_on(b, c);
	pass_on(c, b);
	tap_check_eq(peek(b, PLACE), MARK);
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	tap_check(!can_read(b, PLACE));
	tap_check(!can_read(c, PLACE));
}

TAP_TEST(map, siblings, "MAP-16 an unmap by one mapper leaves its siblings' mappings")
{
	struct helper *b = helper_there(), *c = helper_there(), *d = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	give(c, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass_on(b, d);
	(void)helper_call(b, work_unmap, place().raw, true, 0);
	tap_check(can_read(c, PLACE));
	tap_check(!can_read(d, PLACE));
}

TAP_TEST(map, long_chain, "MAP-16 an unmap reaches the end of a long chain")
{
	struct helper *h[LONG];
	unsigned int i;

	for (i = 0; i < LONG; i++)
		h[i] = helper_there();
	give(h[0], page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	for (i = 1; i < LONG; i++)
		pass_on(h[i - 1], h[i]);
	tap_check(can_write(h[LONG - 1], PLACE, MARK));
	tap_check_eq(*page_word(0), MARK);
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	for (i = 0; i < LONG; i++) {
		tap_context("space %u", i);
		tap_check(!can_read(h[i], PLACE));
	}
}

TAP_TEST(map, small_child, "MAP-16 an unmap of a large page reaches a small part of it")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Word_t block = large_page(), size = large_page_size();

	give(b, L4_FpageAddRights(L4_Fpage(block, size), RW), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, fpage_at(PLACE + 7 * page_size, RW).raw,
	     L4_CompleteAddressSpace);
	tap_check(can_read(c, PLACE));
	(void)L4_UnmapFpage(L4_FpageAddRights(L4_Fpage(block, size), L4_FullyAccessible));
	tap_check(!can_read(b, PLACE + 7 * page_size));
	tap_check(!can_read(c, PLACE));
}

TAP_TEST(map, part_of_child, "MAP-16 an unmap of a part of a large page leaves the rest mapped")
{
	struct helper *b = helper_there();
	L4_Word_t block = large_page(), size = large_page_size();

	*(volatile L4_Word_t *)(block + 3 * page_size) = MARK;
	give(b, L4_FpageAddRights(L4_Fpage(block, size), RW), PLACE, L4_CompleteAddressSpace);
	(void)L4_UnmapFpage(fpage_at(block + 2 * page_size, L4_FullyAccessible));
	tap_check(!can_read(b, PLACE + 2 * page_size));
	tap_check_eq(peek(b, PLACE + 3 * page_size), MARK);
	tap_check(can_write(b, PLACE + page_size, 1));
}
