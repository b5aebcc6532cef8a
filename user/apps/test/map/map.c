/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map items: addresses, rights, replaced mappings, page sizes, windows.
 */
#include <l4/abi/kip.h>

#include "test.h"

#define MARK		0x600df00dul
#define RW		(L4_Readable | L4_Writable)
#define PARTS		16	/* pages of the areas used here: 64 KiB where a page has 4 KiB */

static L4_Word_t at(unsigned int i)
{
	return PLACE + i * page_size;
}

static L4_Fpage_t area_at(L4_Word_t address)
{
	return L4_Fpage(address, PARTS * page_size);
}

/* Marks the first pages of the pool with their numbers. */
static void number_pages(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		*page_word(i) = MARK + i;
}

/* The pool's first pages as one fpage: the pool is aligned to more than an area. */
static L4_Fpage_t pool_area(L4_Word_t rights)
{
	L4_Word_t first = ((L4_Word_t)page(0) + PARTS * page_size - 1) & ~(PARTS * page_size - 1);

	return L4_FpageAddRights(area_at(first), rights);
}

static volatile L4_Word_t *area_word(L4_Fpage_t area, unsigned int i)
{
	return (volatile L4_Word_t *)(L4_Address(area) + i * page_size);
}

TAP_TEST(map, base, "MAP-01 with a complete window a page appears at the send base")
{
	struct helper *h = helper_there();

	*page_word(0) = MARK;
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	tap_check_eq(peek(h, PLACE), MARK);
	tap_check(can_write(h, PLACE, MARK + 1));
	tap_check_eq(*page_word(0), MARK + 1);
}

TAP_TEST(map, only_there, "MAP-01 nothing appears beside it")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	tap_check(!can_read(h, at(1)));
	tap_check(!can_read(h, PLACE - page_size));
	tap_check(!can_read(h, (L4_Word_t)page(0)));
}

TAP_TEST(map, exact_window, "MAP-02 with a window of the same size the send base does not matter")
{
	struct helper *h = helper_there();

	*page_word(0) = MARK;
	give(h, page_fpage(0, L4_FullyAccessible), 0x12345000, fpage_at(PLACE, 0));
	tap_check_eq(peek(h, PLACE), MARK);
}

TAP_TEST(map, base_in_window, "MAP-03 the send base chooses the place in a larger window")
{
	struct helper *h = helper_there();

	*page_word(0) = MARK;
	give(h, page_fpage(0, L4_FullyAccessible), 0x77000000 + 3 * page_size, area_at(PLACE));
	tap_check_eq(peek(h, at(3)), MARK);
	tap_check(!can_read(h, at(0)));
}

TAP_TEST(map, base_in_fpage, "MAP-04 the send base chooses the part of a larger send fpage")
{
	struct helper *h = helper_there();
	L4_Fpage_t area = pool_area(L4_FullyAccessible);
	unsigned int i;

	for (i = 0; i < PARTS; i++)
		*area_word(area, i) = MARK + i;
	give(h, area, 5 * page_size, fpage_at(PLACE, 0));
	tap_check_eq(peek(h, PLACE), MARK + 5);
	tap_check(!can_read(h, at(1)));
}

TAP_TEST(map, whole_area, "MAP-01 all pages of a larger fpage appear in order")
{
	struct helper *h = helper_there();
	L4_Fpage_t area = pool_area(L4_FullyAccessible);
	unsigned int i;

	for (i = 0; i < PARTS; i++)
		*area_word(area, i) = MARK + i;
	give(h, area, PLACE, L4_CompleteAddressSpace);
	for (i = 0; i < PARTS; i++)
		tap_check_eq(peek(h, at(i)), MARK + i);
	tap_check(!can_read(h, at(PARTS)));
}

TAP_TEST(map, rounded_base, "FIX-05 bases are rounded down to the size, bit 3 of an fpage ignored")
{
	struct helper *h = helper_there();
	L4_Fpage_t f = page_fpage(0, L4_FullyAccessible);

	*page_word(0) = MARK;
	f.raw |= 0x8 | 0xc00;
	give(h, f, PLACE + 0xc00, L4_CompleteAddressSpace);
	tap_check_eq(peek(h, PLACE), MARK);
}

TAP_TEST(map, acceptor_bits, "FIX-13 bits 3 to 1 of the acceptor are ignored")
{
	struct helper *h = helper_there();
	L4_Fpage_t f = page_fpage(0, L4_FullyAccessible);

	h->ipc.acceptor = L4_MapGrantItems(fpage_at(PLACE, 0)).raw | 0xe;
	helper_ipc(h, L4_nilthread, main_thread, NEVER);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 2 << L4_TAG_TYPED_SHIFT });
	L4_LoadMR(1, L4_ITEM_MAP);
	L4_LoadMR(2, f.raw);
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	check_helper_ok(h);
	tap_check(can_read(h, PLACE));
}

TAP_TEST(map, from_read_only, "MAP-05 a read-only page cannot be given on writable")
{
	struct helper *b = helper_there(), *c = helper_there();

	give(b, page_fpage(0, L4_Readable), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, fpage_at(PLACE, L4_FullyAccessible).raw,
	     L4_CompleteAddressSpace);
	tap_check(can_read(c, PLACE));
	tap_check(!can_write(c, PLACE, MARK));
}

TAP_TEST(map, read_only, "MAP-06 a write to a page mapped with r only is a write fault")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, L4_Readable), PLACE, L4_CompleteAddressSpace);
	tap_check(can_read(h, PLACE));
	tap_check_eq(helper_run(h, probe_write, PLACE, MARK, 0), PAGE_FAULT);
	tap_check_eq(fault_access(h), L4_Writable);
	tap_check(*page_word(0) != MARK);
}

TAP_TEST(map, not_executable, "MAP-06 a page mapped without x cannot be executed")
{
	struct helper *h = helper_there();

	put_function(page(0));
	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	tap_check(!can_execute(h, PLACE));
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	tap_check(can_execute(h, PLACE));
	tap_check_eq(h->value, 0x5a);
}

TAP_TEST(map, add_rights, "MAP-07 mapping again with more rights adds them")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, L4_Readable), PLACE, L4_CompleteAddressSpace);
	tap_check(!can_write(h, PLACE, 1));
	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	tap_check(can_write(h, PLACE, 1));
}

TAP_TEST(map, keep_rights, "MAP-08 mapping again with fewer rights takes none away")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	give(h, page_fpage(0, L4_Readable), PLACE, L4_CompleteAddressSpace);
	tap_check(can_write(h, PLACE, 1));
}

TAP_TEST(map, replace, "MAP-09 a new page replaces the old one and all derived from it")
{
	struct helper *b = helper_there(), *c = helper_there();

	number_pages(2);
	give(b, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, fpage_at(PLACE, L4_FullyAccessible).raw,
	     L4_CompleteAddressSpace);
	give(b, page_fpage(1, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	tap_check_eq(peek(b, PLACE), MARK + 1);
	tap_check(!can_read(c, PLACE));
	tap_check_eq(*page_word(0), MARK);
}

TAP_TEST(map, part_of_large, "MAP-10 a small part of a large page appears alone")
{
	struct helper *h = helper_there();
	L4_Word_t block = large_page();

	if (!tap_check(block != 0))
		return;
	*(volatile L4_Word_t *)(block + 3 * page_size) = MARK;
	give(h, fpage_at(block + 3 * page_size, L4_FullyAccessible), PLACE,
	     L4_CompleteAddressSpace);
	tap_check_eq(peek(h, PLACE), MARK);
	tap_check(!can_read(h, at(1)));
	tap_check(!can_read(h, PLACE - page_size));
}

TAP_TEST(map, large, "MAP-10 a large page appears whole")
{
	struct helper *h = helper_there();
	L4_Word_t block = large_page(), size = large_page_size();

	*(volatile L4_Word_t *)(block + size - page_size) = MARK;
	give(h, L4_FpageAddRights(L4_Fpage(block, size), RW), PLACE, L4_CompleteAddressSpace);
	tap_check_eq(peek(h, PLACE + size - page_size), MARK);
	tap_check(can_write(h, PLACE, MARK + 1));
	tap_check_eq(*(volatile L4_Word_t *)block, MARK + 1);
	tap_check(!can_read(h, PLACE + size));
}

TAP_TEST(map, large_misplaced, "MAP-10 a large page can be mapped in small pieces")
{
	struct helper *h = helper_there();
	L4_Word_t block = large_page();
	L4_Fpage_t part = L4_FpageAddRights(area_at(block + PARTS * page_size), RW);

	*(volatile L4_Word_t *)(block + (PARTS + 5) * page_size) = MARK;
	give(h, part, PLACE + 3 * PARTS * page_size, L4_CompleteAddressSpace);
	tap_check_eq(peek(h, at(3 * PARTS + 5)), MARK);
	tap_check(!can_read(h, at(4 * PARTS)));
}

TAP_TEST(map, small_as_large, "MAP-11 512 small pages sent as one large fpage all appear")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Word_t block = large_page(), size = large_page_size(), p;
	unsigned int wrong = 0;

	for (p = 0; p < size; p += page_size)
		*(volatile L4_Word_t *)(block + p) = MARK + p;
	/* In quarters, so that b has small pages. */
	for (p = 0; p < size; p += size / 4)
		give(b, L4_FpageAddRights(L4_Fpage(block + p, size / 4), RW),
		     PLACE + size + p, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, L4_FpageAddRights(L4_Fpage(PLACE + size, size), RW).raw,
	     L4_CompleteAddressSpace);
	for (p = 0; p < size; p += page_size)
		wrong += !can_read(c, PLACE + p) || c->value != MARK + p;
	tap_check_eq(wrong, 0);
}

TAP_TEST(map, holes, "MAP-12 holes in the send fpage stay holes")
{
	struct helper *b = helper_there(), *c = helper_there();

	number_pages(4);
	give(b, page_fpage(1, RW), at(1), L4_CompleteAddressSpace);
	give(b, page_fpage(3, RW), at(3), L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, L4_FpageAddRights(area_at(PLACE), RW).raw,
	     L4_CompleteAddressSpace);
	tap_check(!can_read(c, at(0)));
	tap_check_eq(peek(c, at(1)), MARK + 1);
	tap_check(!can_read(c, at(2)));
	tap_check_eq(peek(c, at(3)), MARK + 3);
}

TAP_TEST(map, into_large,
	 "MAP-13 a small page mapped over a part of a large one replaces that part")
{
	struct helper *h = helper_there();
	L4_Word_t block = large_page(), size = large_page_size();

	number_pages(1);
	*(volatile L4_Word_t *)(block + 4 * page_size) = MARK + 4;
	*(volatile L4_Word_t *)(block + 6 * page_size) = MARK + 6;
	give(h, L4_FpageAddRights(L4_Fpage(block, size), RW), PLACE, L4_CompleteAddressSpace);
	give(h, page_fpage(0, RW), at(5), L4_CompleteAddressSpace);
	tap_check_eq(peek(h, at(4)), MARK + 4);
	tap_check_eq(peek(h, at(5)), MARK);
	tap_check_eq(peek(h, at(6)), MARK + 6);
}

TAP_TEST(map, no_window, "MAP-20 without a window both get message overflow, nothing is mapped")
{
	struct helper *h = helper_there();
	L4_MapItem_t item = L4_MapItem(page_fpage(0, RW), PLACE);

	check_error(item_send(h, item.raw[0], item.raw[1], L4_Nilpage), SEND_OVERFLOW);
	check_helper_error(h, RECEIVE_OVERFLOW);
	tap_check(!can_read(h, PLACE));
}

TAP_TEST(map, nil_no_window, "MAP-20 a nil fpage needs a window too")
{
	struct helper *h = helper_there();

	check_error(item_send(h, L4_ITEM_MAP, 0, L4_Nilpage), SEND_OVERFLOW);
	check_helper_error(h, RECEIVE_OVERFLOW);
}

TAP_TEST(map, nil, "MAP-21 a nil fpage maps nothing and succeeds")
{
	struct helper *h = helper_there();

	give(h, L4_Nilpage, PLACE, L4_CompleteAddressSpace);
	tap_check_eq(L4_TypedWords(h->ipc.tag), 2);
	tap_check_eq(h->ipc.mr[2], 0);
	tap_check(!can_read(h, PLACE));
}

TAP_TEST(map, no_rights, "MAP-21 an fpage without rights maps nothing and succeeds")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, L4_NoAccess), PLACE, L4_CompleteAddressSpace);
	tap_check(!can_read(h, PLACE));
}

TAP_TEST(map, item_cut, "MAP-22 an item that reaches beyond the message is message overflow")
{
	struct helper *h = helper_there();

	helper_receive_window(h, main_thread, L4_CompleteAddressSpace);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 1 << L4_TAG_TYPED_SHIFT });
	L4_LoadMR(1, PLACE | L4_ITEM_MAP);
	L4_LoadMR(2, page_fpage(0, RW).raw);
	check_error(L4_Send_Timeout(h->id, PATIENCE), SEND_OVERFLOW);
	check_helper_error(h, RECEIVE_OVERFLOW);
	tap_check(!can_read(h, PLACE));
}

TAP_TEST(map, over_kernel_areas, "MAP-23 a map over KIP and UTCBs skips just those pages")
{
	struct helper *h = helper_there_with(PLACE + 4 * page_size);
	L4_Fpage_t area = pool_area(RW);
	unsigned int behind = 4 + (unsigned int)(L4_Size(own_kip_area()) / page_size);

	*area_word(area, 3) = MARK;
	*area_word(area, 4) = MARK;
	give(h, area, PLACE, L4_CompleteAddressSpace);
	tap_check_eq(peek(h, at(3)), MARK);
	tap_check_eq(peek(h, at(4)), *(L4_Word_t *)L4_GetKernelInterface());
	tap_check(!can_write(h, at(4), MARK));
	tap_check(!can_write(h, at(behind - 1), MARK));
	tap_check(can_write(h, at(behind), MARK));
}

TAP_TEST(map, kernel_target, "MAP-24 a map to a kernel address is ignored")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, RW), ~(L4_Word_t)0xfff, L4_CompleteAddressSpace);
	give(h, page_fpage(0, RW), 0, fpage_at((L4_Word_t)1 << (L4_BITS_PER_WORD - 1), 0));
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(map, kernel_source, "MAP-24 kernel addresses cannot be mapped on")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Word_t gate = ((L4_Word_t *)L4_GetKernelInterface())[L4_KIP_WORD_IPC];

	pass(b, c, PLACE | L4_ITEM_MAP, fpage_at(gate, L4_FullyAccessible).raw,
	     L4_CompleteAddressSpace);
	tap_check(!can_read(c, PLACE));
}

TAP_TEST(map, kip_source, "MAP-23 the KIP cannot be mapped on")
{
	struct helper *b = helper_there_with(PLACE), *c = helper_there();

	pass(b, c, PLACE | L4_ITEM_MAP, fpage_at(PLACE, L4_FullyAccessible).raw,
	     L4_CompleteAddressSpace);
	tap_check(!can_read(c, PLACE));
}

TAP_TEST(map, alias, "MAP-25 a page sent inside a space is an alias")
{
	struct helper *h = helper_here();

	*page_word(0) = MARK;
	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	tap_check_eq(peek(h, PLACE), MARK);
	tap_check(can_write(h, PLACE, MARK + 1));
	tap_check_eq(*page_word(0), MARK + 1);
}

TAP_TEST(map, onto_itself, "MAP-25 a page mapped onto itself stays")
{
	struct helper *h = helper_here();

	*page_word(0) = MARK;
	give(h, page_fpage(0, L4_FullyAccessible), (L4_Word_t)page(0), L4_CompleteAddressSpace);
	tap_check_eq(peek(h, (L4_Word_t)page(0)), MARK);
	tap_check(can_write(h, (L4_Word_t)page(0), MARK + 1));
}

TAP_TEST(map, words_of_item, "MAP-01 the words of the item arrive as they were sent")
{
	struct helper *h = helper_there();
	L4_MapItem_t item = L4_MapItem(page_fpage(0, RW), PLACE);

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	tap_check_eq(h->ipc.mr[1], item.raw[0]);
	tap_check_eq(h->ipc.mr[2], item.raw[1]);
	tap_check_eq(L4_UntypedWords(h->ipc.tag), 0);
	tap_check_eq(L4_TypedWords(h->ipc.tag), 2);
}

TAP_TEST(map, several_items, "MAP-01 several items of one message are all done")
{
	struct helper *h = helper_there();
	unsigned int i;

	number_pages(31);
	helper_receive_window(h, main_thread, L4_CompleteAddressSpace);
	for (i = 0; i < 31; i++) {
		L4_LoadMR((int)(2 * i) + 1, at(i) | L4_ITEM_MAP | (i < 30));
		L4_LoadMR((int)(2 * i) + 2, page_fpage(i, RW).raw);
	}
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 62 << L4_TAG_TYPED_SHIFT });
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	check_helper_ok(h);
	for (i = 0; i < 31; i++)
		tap_check_eq(peek(h, at(i)), MARK + i);
}

TAP_TEST(map, with_words, "MAP-01 untyped words before an item arrive with it")
{
	struct helper *h = helper_there();

	helper_receive_window(h, main_thread, L4_CompleteAddressSpace);
	message_load(1, 10);
	L4_LoadMR(11, PLACE | L4_ITEM_MAP);
	L4_LoadMR(12, page_fpage(0, RW).raw);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 10 | 2 << L4_TAG_TYPED_SHIFT });
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	check_helper_ok(h);
	tap_check_eq(words_wrong(h->ipc.mr, 10), 0);
	tap_check(can_read(h, PLACE));
}

TAP_TEST(map, pending_sender, "MAP-01 an item of a pending sender is mapped when it is received")
{
	struct helper *b = helper_there(), *c = helper_there();

	give(b, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	b->ipc.mr[0] = 2 << L4_TAG_TYPED_SHIFT;
	b->ipc.mr[1] = PLACE | L4_ITEM_MAP;
	b->ipc.mr[2] = fpage_at(PLACE, RW).raw;
	helper_ipc(b, c->id, L4_nilthread, NEVER);
	tap_check(!b->ipc.over);
	helper_receive_window(c, b->id, L4_CompleteAddressSpace);
	check_helper_ok(b);
	check_helper_ok(c);
	tap_check(can_read(c, PLACE));
}
