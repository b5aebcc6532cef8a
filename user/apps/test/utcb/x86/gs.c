/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The word at gs:0, and where the registers of a UTCB lie.
 */
#include "processors.h"
#include "test.h"

#define BR32_BYTES	(48 * sizeof(L4_Word_t))
#define MR_END_BYTES	(64 * sizeof(L4_Word_t))

static L4_Word_t gs_word(void)
{
	L4_Word_t w;

	__asm__ volatile ("mov %%gs:0, %0" : "=r" (w));
	return w;
}

static L4_Word_t work_gs(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	return gs_word();
}

TAP_TEST(utcb, gs, "UTCB-01 gs:0 is the UTCB location + 0x200")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_call(h, work_gs, 0, 0, 0), (L4_Word_t)utcb_there(h->id) + 0x200);
}

TAP_TEST(utcb, root_utcb, "BOOT-07 the root task's id, pager and UTCB pointer")
{
	L4_Word_t base = L4_ThreadIdUserBase(L4_GetKernelInterface());

	tap_check_eq(L4_Myself().raw, L4_GlobalId(base + 2, 1).raw);
	tap_check_eq(exregs_read(main_thread).pager.raw, L4_GlobalId(base, 1).raw);
	tap_check_eq(gs_word(), 0xbf000200);
	tap_check_eq(L4_MyLocalId().raw, 0xbf000200);
}

static volatile unsigned int rounds_done[2];

static L4_Word_t work_gs_rounds(L4_Word_t which, L4_Word_t partner, L4_Word_t expected)
{
	L4_ThreadId_t id = { .raw = partner };
	L4_Word_t wrong = 0;
	unsigned int i;

	for (i = 0; i < 200; i++) {
		wrong += gs_word() != expected;
		rounds_done[which]++;
		L4_ThreadSwitch(id);
	}
	return wrong;
}

TAP_TEST(utcb, gs_alternate, "UTCB-03 two threads that alternate always see their own pointers")
{
	struct helper *a, *b;

	helpers_together();
	a = helper_here();
	b = helper_here();
	helper_start(a, work_gs_rounds, 0, b->id.raw, L4_LocalIdOf(a->id).raw);
	helper_start(b, work_gs_rounds, 1, a->id.raw, L4_LocalIdOf(b->id).raw);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, 0);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(b->value, 0);
}

#define READS	20000

static volatile L4_Word_t begun;

/* Reads while the other one does so, too. */
static L4_Word_t work_gs_reads(L4_Word_t expected, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t wrong = 0;
	unsigned int i;

	(void)b;
	(void)c;
	__atomic_fetch_add(&begun, 1, __ATOMIC_SEQ_CST);
	while (begun < 2)
		;
	for (i = 0; i < READS; i++)
		wrong += gs_word() != expected;
	return wrong;
}

TAP_TEST(utcb, gs_apart, "UTCB-04 threads of two processors see their own pointers at once")
{
	struct helper *a = helper_here(), *b = helper_here();

	if (processors < 2) {
		tap_skip_test("one processor");
		return;
	}
	begun = 0;
	helper_start(a, work_gs_reads, L4_LocalIdOf(a->id).raw, 0, 0);
	helper_start(b, work_gs_reads, L4_LocalIdOf(b->id).raw, 0, 0);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, 0);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(b->value, 0);
}

TAP_TEST(utcb, offsets, "UTCB-15 MR63 ends 64 words above the pointer, BR32 lies 48 words below")
{
	L4_Word_t utcb = gs_word();

	L4_LoadMR(63, 0x1111);
	L4_LoadBR(32, 0x2222);
	tap_check_eq(*(L4_Word_t *)(utcb + MR_END_BYTES - sizeof(L4_Word_t)), 0x1111);
	tap_check_eq(*(L4_Word_t *)(utcb - BR32_BYTES), 0x2222);
}

static L4_Word_t work_write_gs(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	__asm__ volatile ("mov %0, %%gs:0" : : "r" (a) : "memory");
	return gs_word();
}

TAP_TEST(utcb, gs_write, "UTCB-18 a write to gs:0 harms no other thread")
{
	struct helper *h = helper_here();

	(void)helper_run(h, work_write_gs, 0, 0, 0);
	tap_check_eq(gs_word(), (L4_Word_t)utcb_here(main_thread) + 0x200);
	tap_check_eq(helper_call(helper_here(), work_nothing, 5, 0, 0), 5);
}

/* Loads a data selector into gs and tells what gs:0 is then, if it lives. */
static L4_Word_t work_load_gs(L4_Word_t selector, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	__asm__ volatile ("movw %w0, %%gs" : : "r" (selector));
	return 0;
}

TAP_TEST(utcb, gs_load, "UTCB-18 a thread that loads gs harms no other thread")
{
	struct helper *h = helper_here();

	helper_start(h, work_load_gs, 0x23, 0, 0);
	settle();
	tap_check_eq(gs_word(), (L4_Word_t)utcb_here(main_thread) + 0x200);
	helper_start(helper_here(), work_nothing, 5, 0, 0);
	settle();
	tap_check_eq(gs_word(), (L4_Word_t)utcb_here(main_thread) + 0x200);
}
