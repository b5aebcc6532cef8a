/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nothing is left of a page that was taken back: not in a buffer of translations whose entries
 * outlive the change of space, and not in a table in front of the page tables.
 */
#include "partner.h"
#include "test.h"

#define RW	(L4_Readable | L4_Writable)
#define MANY	24		/* pages that one space has at a time */
#define ALIKE	((L4_Word_t)4 << 20)	/* addresses so far apart may share a place in a table */
#define ROUNDS	6
/* Pages that are read one behind the other, by the helper itself. */
#define SUM(n)	((L4_Word_t)(n) * ((n) - 1) / 2)

/* The sum of the words at the start of n pages. */
static L4_Word_t work_sum(L4_Word_t address, L4_Word_t n, L4_Word_t step)
{
	L4_Word_t sum = 0, i;

	for (i = 0; i < n; i++)
		sum += *(volatile L4_Word_t *)(address + i * step);
	return sum;
}
FOR_PARTNERS(work_sum, 0);

/* The page with this number inside, read by its user. */
static void give_read(struct helper *h, unsigned int i, L4_Word_t address)
{
	*page_word(i) = i;
	give(h, page_fpage(i, RW), address, L4_CompleteAddressSpace);
	tap_check_eq(peek(h, address), i);
}

static void take(unsigned int i)
{
	(void)L4_UnmapFpage(page_fpage(i, L4_FullyAccessible));
}

TAP_TEST(map, stale_other, "a page goes from one space, another one's at its address stays")
{
	struct helper *h[2] = { helper_there(), helper_there() };
	unsigned int i, k;

	for (i = 0; i < ROUNDS; i++) {
		for (k = 0; k < 2; k++)
			give_read(h[k], 2 * i + k + 1, PLACE);
		take(2 * i + 1 + i % 2);
		tap_check(!can_read(h[i % 2], PLACE));
		tap_check_eq(peek(h[1 - i % 2], PLACE), 2 * i + 2 - i % 2);
		take(2 * i + 2 - i % 2);
		tap_check(!can_read(h[1 - i % 2], PLACE));
	}
}

TAP_TEST(map, stale_new, "behind a page that went its address shows the page that came")
{
	struct helper *h = helper_there();
	unsigned int i;

	for (i = 1; i < MANY; i++) {
		give_read(h, i, PLACE);
		take(i);
	}
	tap_check(!can_read(h, PLACE));
}

TAP_TEST(map, stale_write, "UNMAP-01 a write right goes from a page that was written before")
{
	struct helper *h = helper_there();
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		give(h, page_fpage(i, RW), PLACE + i * page_size, L4_CompleteAddressSpace);
		tap_check(can_write(h, PLACE + i * page_size, i));
	}
	for (i = 0; i < MANY; i++) {
		(void)L4_UnmapFpage(page_fpage(i, L4_Writable));
		tap_check(!can_write(h, PLACE + i * page_size, MANY));
		tap_check_eq(peek(h, PLACE + i * page_size), i);
	}
}

TAP_TEST(map, stale_code, "UNMAP-01 a page that was executed goes, or its execute right")
{
	struct helper *h = helper_there();
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		put_function(page(i));
		give(h, page_fpage(i, L4_FullyAccessible), PLACE + i * page_size,
		     L4_CompleteAddressSpace);
		tap_check(can_execute(h, PLACE + i * page_size));
		(void)L4_UnmapFpage(page_fpage(i, i % 2 ? L4_FullyAccessible : L4_eXecutable));
		tap_check(!can_execute(h, PLACE + i * page_size));
		tap_check(can_read(h, PLACE + i * page_size) == (i % 2 == 0));
	}
}

TAP_TEST(map, stale_alike, "addresses that are alike to a table of translations are not confused")
{
	struct helper *h[2] = { helper_there(), helper_there() };
	L4_Word_t first = PLACE + (ALIKE - PLACE % ALIKE) % ALIKE;
	unsigned int i, k;

	for (i = 0; i < MANY; i++) {
		*page_word(i) = i;
		*page_word(MANY + i) = 1000 + i;
		for (k = 0; k < 2; k++)
			give(h[k], page_fpage(k * MANY + i, RW), first + i % 6 * ALIKE +
			     i / 6 * page_size, L4_CompleteAddressSpace);
	}
	for (i = 0; i < ROUNDS; i++) {
		for (k = 0; k < MANY; k++) {
			L4_Word_t at = first + k % 6 * ALIKE + k / 6 * page_size;

			tap_check_eq(peek(h[0], at), k);
			tap_check_eq(peek(h[1], at), 1000 + k);
		}
	}
}

/* Pages of data and one of code, used by the space last of all. */
static void use_pages(struct helper *h)
{
	unsigned int k;

	put_function(page(MANY));
	for (k = 0; k <= MANY; k++) {
		*page_word(k) = k < MANY ? k : *page_word(k);
		give(h, page_fpage(k, L4_FullyAccessible), PLACE + k * page_size,
		     L4_CompleteAddressSpace);
	}
	tap_check_eq(helper_call(h, work_sum, PLACE, MANY, page_size), SUM(MANY));
	tap_check(can_execute(h, PLACE + MANY * page_size));
	tap_check_eq(peek(h, PLACE + (MANY - 1) * page_size), MANY - 1);
}

/* A space with the number that the one before had, as far as spaces have numbers. */
TAP_TEST(map, stale_space, "a new space sees nothing of one that has gone")
{
	struct helper *h = helper_there();
	unsigned int i, k;

	for (i = 0; i < ROUNDS; i++) {
		use_pages(h);
		helper_forget(h);
		h = helper_there();
		/* What was used last is the likeliest to be there still. */
		if (i % 2)
			tap_check(!can_execute(h, PLACE + MANY * page_size));
		for (k = MANY; k-- > 0;) {
			tap_context("round %u, page %u", i, k);
			tap_check(!can_read(h, PLACE + k * page_size));
		}
		tap_context(NULL);
		tap_check(!can_execute(h, PLACE + MANY * page_size));
	}
}

TAP_TEST(map, stale_large, "a large page goes, or a small one out of its middle")
{
	L4_Word_t block = large_page(), size = large_page_size(), at, middle;
	struct helper *h = helper_there_alike();
	L4_Fpage_t all;

	if (block == 0) {
		tap_skip_test("there is no large page");
		return;
	}
	all = L4_FpageAddRights(L4_Fpage(block, size), RW);
	middle = size / 2 + 3 * page_size;
	for (at = 0; at < size; at += page_size)
		*(volatile L4_Word_t *)(block + at) = at;
	give(h, all, HIGH, L4_CompleteAddressSpace);
	for (at = 0; at < size; at += size / 16)
		tap_check_eq(peek(h, HIGH + at), at);
	(void)L4_UnmapFpage(fpage_at(block + middle, L4_FullyAccessible));
	tap_check(!can_read(h, HIGH + middle));
	tap_check_eq(peek(h, HIGH + middle - page_size), middle - page_size);
	tap_check_eq(peek(h, HIGH + middle + page_size), middle + page_size);
	(void)L4_UnmapFpage(L4_FpageAddRights(all, L4_FullyAccessible));
	for (at = 0; at < size; at += size / 16)
		tap_check(!can_read(h, HIGH + at));
	tap_check(!can_read(h, HIGH + middle + page_size));
}
