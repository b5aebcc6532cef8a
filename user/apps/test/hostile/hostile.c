/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What only a hostile program does: partners, pagers and handlers that make no sense, areas on top
 * of each other and of mappings, long chains and cycles of mappings, values written where only the
 * kernel's should be. The kernel answers, and everybody else goes on.
 */
#include <l4/abi/kip.h>

#include "test.h"

#define HOPS		1000
#define MARK		0x600df00dul
#define RW		(L4_Readable | L4_Writable)
#define TURNS		3
#define SYSTEM_BASE	1	/* a thread number of the kernel's */
#define REUSED		20	/* spaces, one after the other */
#define SECRET		WORD(0x5ec7e75ec7e75ec7)

static void check_alive(void)
{
	tap_context("others");
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}

/* Ids that name nobody who could serve a fault. */
static L4_Word_t odd_id(unsigned int i, struct helper *h)
{
	switch (i) {
	case 0:
		return h->id.raw;
	case 1:
		return L4_anythread.raw;
	case 2:
		return L4_anylocalthread.raw;
	case 3:
		return L4_GlobalId(SYSTEM_BASE, 1).raw;
	case 4:
		return 1;
	case 5:
		return (L4_Word_t)1 << (L4_BITS_PER_WORD - 1);
	case 6:
		return PLACE;
	case 7:
		return ~(L4_Word_t)0x3f;
	case 8:
		return L4_GlobalId(L4_ThreadNo(h->id), 1).raw;
	default:
		return new_id().raw;
	}
}
#define ODD_IDS		10

TAP_TEST(hostile, odd_pager,
	 "PF-11 a thread that is its own pager, or has one that cannot be, only stops")
{
	struct helper *h;
	unsigned int i;

	for (i = 0; i < ODD_IDS; i++) {
		tap_context("id %u", i);
		h = helper_there();
		(void)helper_call(h, work_set_tcr, (L4_Word_t)L4_UTCB_PAGER, odd_id(i, h), 0);
		helper_start(h, probe_read, PLACE, 0, 0);
		settle();
		tap_check(thread_state(h->id) != L4_SCHED_RUNNING);
		helper_forget(h);
	}
	check_alive();
}

TAP_TEST(hostile, odd_handler, "EXC-10 the same with the exception handler")
{
	struct helper *h;
	unsigned int i;

	for (i = 0; i < ODD_IDS; i++) {
		tap_context("id %u", i);
		h = helper_there();
		(void)helper_call(h, work_set_handler, odd_id(i, h), 0, 0);
		helper_start(h, raise_exception, 0, 0, 0);
		settle();
		tap_check(thread_state(h->id) != L4_SCHED_RUNNING);
		helper_forget(h);
	}
	check_alive();
}

TAP_TEST(hostile, mutual_pagers, "PF-11 two threads that are each other's pagers")
{
	struct helper *a = helper_there(), *b = helper_there();

	(void)helper_call(a, work_set_tcr, (L4_Word_t)L4_UTCB_PAGER, b->id.raw, 0);
	(void)helper_call(b, work_set_tcr, (L4_Word_t)L4_UTCB_PAGER, a->id.raw, 0);
	helper_start(a, probe_read, PLACE, 0, 0);
	helper_start(b, probe_read, PLACE, 0, 0);
	/* Each takes the other's fault for its own answer, and faults again. */
	turns_pass(TURNS);
	helper_forget(a);
	helper_forget(b);
	check_alive();
}

TAP_TEST(hostile, mutual_handlers,
	 "EXC-10 an exception in the handler of an exception, in a circle")
{
	struct helper *a = helper_there(), *b = helper_there();

	(void)helper_call(a, work_set_handler, b->id.raw, 0, 0);
	(void)helper_call(b, work_set_handler, a->id.raw, 0, 0);
	helper_start(a, raise_exception, 0, 0, 0);
	helper_start(b, raise_exception, 0, 0, 0);
	turns_pass(TURNS);
	helper_forget(a);
	helper_forget(b);
	check_alive();
}

TAP_TEST(hostile, handler_chain,
	 "EXC-10 a handler that has an exception itself goes on when it is served")
{
	struct helper *first = helper_there(), *second = helper_there();

	(void)helper_call(first, work_set_handler, second->id.raw, 0, 0);
	(void)helper_call(second, work_set_handler, main_thread.raw, 0, 0);
	helper_receive(second, first->id);
	helper_start(first, raise_exception, 0, 0, 0);
	check_helper_ok(second);
	tap_check(is_protocol(second->ipc.tag.raw, L4_PROTO_EXCEPTION));
	tap_check_eq(helper_run(second, raise_exception, 0, 0, 0), EXCEPTION);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 1 });
	L4_LoadMR(1, (L4_Word_t)raise_exception_end);
	check_ok(L4_Send_Timeout(second->id, L4_ZeroTime));
	tap_check_eq(helper_finish(second), DONE);
	second->ipc.mr[0] = 1;
	second->ipc.mr[1] = (L4_Word_t)raise_exception_end;
	helper_ipc(second, first->id, L4_nilthread, NEVER);
	check_helper_ok(second);
	tap_check_eq(helper_finish(first), DONE);
}

/* taken: the scheduler has the message, and is deleted before it answers. */
static void delete_scheduler(bool taken)
{
	static volatile L4_Word_t counter, stop;
	struct helper *scheduler = helper_there(), *h = helper_here();
	L4_Time_t slice, quantum = L4_Never;
	L4_Word_t first, i;

	counter = stop = 0;
	check_granted(L4_Set_Timeslice(h->id, L4_TimePeriod(100), L4_TimePeriod(500)));
	check_granted(L4_ThreadControl(h->id, h->id, scheduler->id, L4_nilthread, UTCB_UNCHANGED));
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	/* Until it has no quantum left, and has said so. */
	for (i = 0; i < 500 * stretch && (quantum.raw != L4_ZeroTime.raw ||
					  thread_state(h->id) == L4_SCHED_RUNNING); i++) {
		L4_Sleep(L4_TimePeriod(3000));
		check_granted(L4_Timeslice(h->id, &slice, &quantum));
	}
	tap_check(thread_state(h->id) != L4_SCHED_RUNNING);
	if (taken)
		helper_receive(scheduler, h->id);
	first = counter;
	helper_forget(scheduler);
	L4_Sleep(L4_TimePeriod(1000));
	/* The deletion gave it no other quantum, and without one it does not run. */
	tap_check_eq(counter, first);
	check_granted(L4_ThreadControl(h->id, h->id, main_thread, L4_nilthread, UTCB_UNCHANGED));
	stop = 1;
	check_granted(L4_Set_Timeslice(h->id, L4_TimePeriod(100), L4_Never));
	(void)exregs_control(h->id, L4_EXREGS_HALT_VALID);
	tap_check_eq(helper_finish(h), DONE);
}

TAP_TEST(hostile, scheduler_gone, "TC-27 a scheduler deleted with a quantum message in front of it")
{
	delete_scheduler(false);
}

TAP_TEST(hostile, scheduler_silent, "TC-27 a scheduler deleted before it answers such a message")
{
	delete_scheduler(true);
}

TAP_TEST(hostile, same_values, "EXR-05 writing back all values read disturbs no thread")
{
	static volatile L4_Word_t counter, stop;
	const L4_Word_t all = L4_EXREGS_SET_SP | L4_EXREGS_SET_IP | L4_EXREGS_SET_FLAGS |
			      L4_EXREGS_SET_HANDLE | L4_EXREGS_SET_PAGER;
	struct helper *busy = helper_here(), *waiting = helper_here(), *faulting = helper_there();
	struct helper *h[] = { busy, waiting, faulting };
	struct exregs r;
	unsigned int i, k;

	counter = stop = 0;
	helper_receive(waiting, main_thread);
	helper_start(busy, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	helper_start(faulting, probe_read, PLACE, 0, 0);
	for (k = 0; k < 100; k++) {
		L4_Sleep(L4_TimePeriod(50));
		for (i = 0; i < 3; i++) {
			r = exregs_read(h[i]->id);
			exregs(h[i]->id, all, &r);
			tap_check(!L4_IsNilThread(r.id));
		}
	}
	stop = 1;
	tap_check_eq(helper_finish(busy), DONE);
	tap_check_eq(busy->value, counter);
	message_load(1, 3);
	check_ok(L4_Send_Timeout(waiting->id, L4_ZeroTime));
	check_helper_ok(waiting);
	tap_check_eq(helper_finish(faulting), PAGE_FAULT);
	tap_check_eq(helper_answer(faulting, PLACE | L4_ITEM_MAP,
				   page_fpage(0, L4_FullyAccessible).raw), DONE);
}

/* --- mappings --- */

static L4_Word_t hop_address(unsigned int i)
{
	return PLACE + i / 2 * page_size;
}

/* From the pool's first page back and forth between two spaces, a new address each time. */
static void build_chain(struct helper **h)
{
	L4_Fpage_t from;
	unsigned int i;

	h[0] = helper_there();
	h[1] = helper_there();
	*page_word(0) = MARK;
	give(h[0], page_fpage(0, RW), hop_address(0), L4_CompleteAddressSpace);
	for (i = 1; i < HOPS; i++) {
		from = fpage_at(hop_address(i - 1), RW);
		pass(h[(i - 1) & 1], h[i & 1], hop_address(i) | L4_ITEM_MAP, from.raw,
		     L4_CompleteAddressSpace);
	}
}

static unsigned int links_left(struct helper **h)
{
	unsigned int i, left = 0;

	for (i = 0; i < HOPS; i += 37)
		left += can_read(h[i & 1], hop_address(i));
	return left + can_read(h[(HOPS - 1) & 1], hop_address(HOPS - 1));
}

TAP_TEST(hostile, chain_unmap,
	 "MAP-19 1000 mappings in a circle through two spaces fall with the first")
{
	struct helper *h[2];

	build_chain(h);
	tap_check_eq(peek(h[(HOPS - 1) & 1], hop_address(HOPS - 1)), MARK);
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	tap_check_eq(links_left(h), 0);
	tap_check_eq(*page_word(0), MARK);
}

TAP_TEST(hostile, chain_rights, "MAP-19 a right revoked from the first is gone in all of them")
{
	struct helper *h[2];

	build_chain(h);
	(void)L4_UnmapFpage(page_fpage(0, L4_Writable));
	tap_check(!can_write(h[0], hop_address(0), 1));
	tap_check(!can_write(h[(HOPS - 1) & 1], hop_address(HOPS - 1), 1));
	tap_check_eq(peek(h[(HOPS - 1) & 1], hop_address(HOPS - 1)), MARK);
}

TAP_TEST(hostile, chain_deleted,
	 "MAP-18 a space in a circle of mappings is deleted: what came from it falls")
{
	struct helper *h[2];

	build_chain(h);
	helper_forget(h[1]);
	tap_check_eq(peek(h[0], hop_address(0)), MARK);
	tap_check(!can_read(h[0], hop_address(2)));
	tap_check(!can_read(h[0], hop_address(HOPS - 2)));
}

TAP_TEST(hostile, grant_circle, "MAP-14 a page granted in a circle 200 times stays one page")
{
	struct helper *h[3];
	L4_Fpage_t place = fpage_at(PLACE, RW);
	unsigned int i;

	h[0] = helper_there();
	h[1] = helper_there();
	h[2] = helper_there();
	*page_word(0) = MARK;
	give(h[0], page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	/* Of three: back to where it came from, a page that was only mapped would go too. */
	for (i = 0; i < 201; i++)
		pass(h[i % 3], h[(i + 1) % 3], PLACE | L4_ITEM_GRANT, place.raw,
		     L4_CompleteAddressSpace);
	tap_check_eq(peek(h[0], PLACE), MARK);
	tap_check(!can_read(h[1], PLACE));
	tap_check(!can_read(h[2], PLACE));
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	tap_check(!can_read(h[0], PLACE));
}

TAP_TEST(hostile, onto_parent, "MAP-09 a mapping laid over its own parent, and granted there")
{
	struct helper *a = helper_there(), *b = helper_beside(a);
	L4_Fpage_t first = fpage_at(PLACE, RW), second = fpage_at(PLACE + page_size, RW);

	*page_word(0) = MARK;
	give(a, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	pass(a, b, (PLACE + page_size) | L4_ITEM_MAP, first.raw, L4_CompleteAddressSpace);
	/* The parent has all that its child could give; a grant to the parent ends the child. */
	pass(b, a, PLACE | L4_ITEM_MAP, second.raw, L4_CompleteAddressSpace);
	tap_check_eq(peek(a, PLACE + page_size), MARK);
	pass(a, b, PLACE | L4_ITEM_GRANT, second.raw, L4_CompleteAddressSpace);
	tap_check_eq(peek(a, PLACE), MARK);
	tap_check(!can_read(a, PLACE + page_size));
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	tap_check(!can_read(a, PLACE));
	tap_check(!can_read(a, PLACE + page_size));
	tap_check_eq(*page_word(0), MARK);
}

/* Addresses that no space has, from the middle of all that a word holds. */
#define BEYOND		((L4_Word_t)1 << (L4_BITS_PER_WORD - 1))

static L4_Word_t work_unmap(L4_Word_t fpage, L4_Word_t flush, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)c;
	return L4_Rights(flush ? L4_Flush(f) : L4_UnmapFpage(f));
}

TAP_TEST(hostile, beyond_addresses,
	 "MAP-19 a page where no space has addresses is none: it gives and takes nothing")
{
	struct helper *h = helper_there(), *other = helper_there(), *third = helper_there();
	L4_Fpage_t beyond = fpage_at(BEYOND, L4_FullyAccessible), place = fpage_at(PLACE, RW);
	L4_Fpage_t whole = fpage_at(PLACE, L4_FullyAccessible);

	tap_check_eq(helper_call(h, work_unmap, beyond.raw, 0, 0), 0);
	/* The table for it comes and goes: perhaps it is the other space's then. */
	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	(void)helper_call(h, work_unmap, whole.raw, 1, 0);
	give(other, page_fpage(1, RW), PLACE, L4_CompleteAddressSpace);
	pass(other, third, PLACE | L4_ITEM_MAP, place.raw, L4_CompleteAddressSpace);
	tap_check_eq(helper_call(h, work_unmap, beyond.raw, 0, 0), 0);
	tap_check(can_read(third, PLACE));
	pass(h, third, (PLACE + page_size) | L4_ITEM_MAP, beyond.raw, L4_CompleteAddressSpace);
	tap_check(!can_read(third, PLACE + page_size));
	check_alive();
}

/* --- areas --- */

static L4_Fpage_t kip_at(L4_Word_t address)
{
	return L4_FpageLog2(address, (int)L4_KipAreaSizeLog2(L4_GetKernelInterface()));
}

/* Says where it finds the interface page, in a message that fills its registers. */
static void area_user(void)
{
	L4_Word_t kip = (L4_Word_t)L4_GetKernelInterface();

	message_load(0x77, __L4_NUM_MRS - 1);
	L4_LoadMR(1, kip);
	L4_LoadMR(2, *(L4_Word_t *)kip);
	(void)L4_Send(main_thread);
	for (;;)
		L4_Sleep(L4_Never);
}

TAP_TEST(hostile, area_over_pages, "SPACE-09 areas placed over pages that a space already has")
{
	struct helper *h = helper_there();
	L4_ThreadId_t id = new_id();
	L4_Fpage_t areas = L4_Fpage(PLACE, 64 * page_size);
	L4_Word_t old, kip = PLACE + 128 * page_size, utcb_size, mr[__L4_NUM_MRS];
	unsigned int i, wrong = 0;

	utcb_size = L4_UtcbSize(L4_GetKernelInterface());
	for (i = 0; i < 4; i++)
		give(h, page_fpage(i, RW), PLACE + i * page_size, L4_CompleteAddressSpace);
	give(h, page_fpage(4, RW), kip, L4_CompleteAddressSpace);
	check_granted(L4_ThreadControl(id, h->id, main_thread, L4_nilthread,
				       (void *)(PLACE + utcb_size)));
	helper_move_kip(h, kip);
	helper_forget(h);
	check_granted(L4_SpaceControl(id, 0, kip_at(kip), areas, L4_nilthread, &old));
	check_granted(L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED));
	check_ok(thread_start(id, (L4_Word_t)area_user));
	check_ok(L4_Receive_Timeout(id, PATIENCE));
	L4_StoreMRs(0, __L4_NUM_MRS, mr);
	tap_check_eq(mr[1], kip);
	tap_check_eq(mr[2], *(L4_Word_t *)L4_GetKernelInterface());
	for (i = 3; i < __L4_NUM_MRS; i++)
		wrong += mr[i] != pattern(i);
	tap_check_eq(wrong, 0);
	/* UTCB and KIP of the thread are the kernel's pages, whatever lay there. */
	for (i = 0; i < 5; i++)
		tap_check_eq(*page_word(i), 0);
	(void)L4_UnmapFpage(page_fpage(0, L4_FullyAccessible));
	check_alive();
}

TAP_TEST(hostile, areas, "SPACE-07 areas of all sizes at all edges: refused, or sound")
{
	static const L4_Word_t bases[] = {
		0, 0x1000, UTCB_AREA_THERE, 0xffa00000, 0xffc00000, WORD(0x7ffffffff000),
		WORD(0x7fffffe00000), WORD(0x800000000000), WORD(0xffff800000000000),
		WORD(0xfffffffffffff000),
	};
	static const unsigned int sizes[] = {
		10, 11, 12, 13, 16, 21, 22, 30, 40, 46, 47, 48, 62, 63,
	};
	L4_Word_t old, result;
	L4_ThreadId_t id = new_id();
	unsigned int i, k, accepted = 0;

	check_granted(L4_ThreadControl(id, id, main_thread, L4_nilthread, utcb_there(id)));
	for (i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		for (k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
			L4_Fpage_t area = { .raw = (bases[i] & ~0x3fful) | sizes[k] << 4 };

			tap_context("%#lx, 2^%u", bases[i], sizes[k]);
			result = L4_SpaceControl(id, 0, area, area, L4_nilthread, &old);
			tap_check(result == 0);
			accepted += L4_SpaceControl(id, 0, area, L4_FpageLog2(PLACE, 16),
						    L4_nilthread, &old) != 0;
			accepted += L4_SpaceControl(id, 0, kip_at(PLACE), area, L4_nilthread,
						    &old) != 0;
		}
	}
	tap_context("valid");
	tap_check(accepted > 0);
	check_granted(L4_SpaceControl(id, 0, kip_at(PLACE), L4_Fpage(UTCB_AREA_THERE, 0x10000),
				      L4_nilthread, &old));
	check_granted(L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED));
	check_alive();
}

/* --- the UTCB, which its user may write as he likes --- */

static L4_Word_t work_scribble(L4_Word_t value, L4_Word_t rounds, L4_Word_t c)
{
	L4_Word_t size = L4_UtcbSize(L4_GetKernelInterface());
	L4_Word_t here = L4_MyLocalId().raw;
	volatile L4_Word_t *word = (volatile L4_Word_t *)(here & ~(size - 1));
	L4_Word_t pager = (L4_Word_t)__L4_TCR_Read(L4_UTCB_PAGER);
	unsigned int i;

	(void)c;
	while (rounds--) {
		for (i = 0; i < size / sizeof(L4_Word_t); i++)
			word[i] = value;
		/* Whatever the kernel reads there now: buffers, timeouts, redirection, tags. */
		(void)L4_Ipc(L4_nilthread, L4_anythread, NO_WAIT, &(L4_ThreadId_t){ 0 });
		L4_Yield();
	}
	__L4_TCR_Write(L4_UTCB_PAGER, pager);
	return 0;
}

TAP_TEST(hostile, utcb_scribbled, "UTCB-18 a UTCB full of any value harms only its thread")
{
	static const L4_Word_t values[] = {
		0, 1, (L4_Word_t)1 << (L4_BITS_PER_WORD - 1), WORD(0xaaaaaaaaaaaaaaaa),
		~(L4_Word_t)0, PLACE, WORD(0xffff800000000000),
	};
	struct helper *h;
	unsigned int i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		tap_context("%#lx", values[i]);
		h = helper_there();
		helper_start(h, work_scribble, values[i], 20, 0);
		(void)helper_finish(h);
		tap_check(thread_state(h->id) != 0);
		helper_forget(h);
	}
	check_alive();
}

static L4_Word_t work_fill_utcbs(L4_Word_t utcb, L4_Word_t b, L4_Word_t c)
{
	volatile L4_Word_t *word = (volatile L4_Word_t *)(utcb & ~(page_size - 1));
	L4_Word_t block = L4_UtcbSize(L4_GetKernelInterface());
	unsigned int i;

	(void)b;
	(void)c;
	/* All but the block of the thread that executes this. */
	for (i = 0; i < page_size / sizeof(L4_Word_t); i++)
		if ((((L4_Word_t)&word[i] ^ utcb) & ~(block - 1)) != 0)
			word[i] = SECRET;
	return 0;
}

static L4_Word_t work_count_secrets(L4_Word_t utcb, L4_Word_t b, L4_Word_t c)
{
	const volatile L4_Word_t *word = (const volatile L4_Word_t *)(utcb & ~(page_size - 1));
	L4_Word_t n = 0, w;
	unsigned int i;

	(void)b;
	(void)c;
	for (i = 0; i < page_size / sizeof(L4_Word_t); i++) {
		w = word[i];
		n += w == SECRET || IS_KERNEL_ADDRESS(w);
	}
	return n;
}

TAP_TEST(hostile, utcb_reused, "ISO-06 UTCB memory of a deleted space is clean in the next one")
{
	L4_Word_t utcb;
	struct helper *h;
	unsigned int i;

	for (i = 0; i < REUSED; i++) {
		h = helper_there();
		utcb = (L4_Word_t)utcb_there(h->id);
		tap_check_eq(helper_call(h, work_count_secrets, utcb, 0, 0), 0);
		(void)helper_call(h, work_fill_utcbs, utcb, 0, 0);
		helper_forget(h);
	}
}
