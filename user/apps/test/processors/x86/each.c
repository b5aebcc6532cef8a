/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads on all processors of the machine, or on as many as there are helpers, spread evenly: each
 * answers, and what is taken from them all of them lose.
 */
#include "processors.h"
#include "test.h"

#define READERS		(HELPERS - 4)
#define BEFORE		0x600df00d
#define BEHIND		0xbadf00d

static L4_Word_t work_where(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	return L4_ProcessorNo();
}

TAP_TEST(processors, calls, "a thread on each processor answers a call")
{
	struct helper *h = helper_here();
	L4_Word_t i;

	for (i = machine_processors() - 1; i + 1 > 0; i--) {
		tap_check(L4_Set_ProcessorNo(h->id, i) != 0);
		tap_check_eq(helper_call(h, work_where, 0, 0, 0), i);
	}
}

/* Reads until what stands there is `last`. */
static L4_Word_t work_read(L4_Word_t address, L4_Word_t last, L4_Word_t c)
{
	const volatile L4_Word_t *word = (const volatile L4_Word_t *)address;

	(void)c;
	while (*word != last)
		;
	return last;
}

/* Helper i of n of one space, on its processor. */
static struct helper *reader(struct helper *first, L4_Word_t i, L4_Word_t n)
{
	struct helper *h = i == 0 ? first : helper_beside(first);

	tap_check(L4_Set_ProcessorNo(h->id, (i + 1) * (machine_processors() - 1) / n) != 0);
	return h;
}

TAP_TEST(processors, unmap, "UNMAP-02 a page that threads of many processors read is gone for all")
{
	static struct helper *h[READERS];
	L4_Word_t i, n = machine_processors() - 1;

	if (n == 0)
		return;
	if (n > READERS)
		n = READERS;
	helpers_alike();
	helpers_together();
	h[0] = helper_there();
	*page_word(0) = BEFORE;
	give(h[0], page_fpage(0, L4_Readable), PLACE, L4_CompleteAddressSpace);
	for (i = 0; i < n; i++) {
		h[i] = reader(h[0], i, n);
		tap_check_eq(peek(h[i], PLACE), BEFORE);
		helper_start(h[i], work_read, PLACE, BEHIND, 0);
	}
	L4_Sleep(L4_TimePeriod(20000));
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	*page_word(0) = BEHIND;
	for (i = 0; i < n; i++) {
		tap_context("reader %lu of %lu", i, n);
		tap_check_eq(helper_finish(h[i]), PAGE_FAULT);
	}
}
