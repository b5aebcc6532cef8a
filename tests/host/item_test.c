/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map and grant items: send fpages and windows of all size relations against X.2's rules for
 * where what goes. (X.2, Map and Grant)
 */
#include "system.h"

#include <generic/mapdb.h>

#define MEMORY		0x40000000ul
#define PAGES		1536u		/* of the sender, from MEMORY on: frames in order */
#define WINDOW_PAGES	2048u		/* of the receiver's, from MEMORY on, that are looked at */

static struct tcb *s, *r;

struct expected {
	bool present;
	u32 frame;
	u8 rights;
};

static struct expected at_sender[PAGES], at_receiver[WINDOW_PAGES];

static void map_from(struct ptab *src, uvaddr_t src_va, struct ptab *dst, uvaddr_t dst_va,
		     size_t bytes)
{
	struct map_op op = {
		.src = src, .dst = dst, .src_va = src_va, .dst_va = dst_va, .left = bytes,
		.rights = RIGHT_RWX,
	};

	while (mapdb_map(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
	assert_int_equal(op.left, 0);
}

static void flush(struct ptab *pt)
{
	struct unmap_op op = {
		.pt = pt, .end = ARCH_USER_END, .revoke = RIGHT_RWX, .flush = true,
	};

	while (mapdb_unmap(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
}

/* Nobody has memory, not even sigma0 some that it has seen. */
static void take_all(void)
{
	host_preempt_never();
	flush(&s->space->pt);
	flush(&r->space->pt);
	flush(&sigma0->space->pt);
}

/* The sender has its memory again, some pages less; the receiver has none. */
static void reset(void)
{
	take_all();
	map_from(&sigma0->space->pt, 0, &s->space->pt, MEMORY, PAGES * ARCH_PAGE_SIZE);
	for (unsigned int p = 0; p < PAGES; p++)
		at_sender[p] = (struct expected){ true, p, RIGHT_RWX };
	for (unsigned int k = test_random(3); k > 0; k--) {
		unsigned int p = test_random(PAGES);
		struct unmap_op op = {
			.pt = &s->space->pt, .va = MEMORY + p * ARCH_PAGE_SIZE,
			.end = MEMORY + (p + 1) * ARCH_PAGE_SIZE, .revoke = RIGHT_RWX,
			.flush = true,
		};

		assert_int_equal(mapdb_unmap(&op), ERR_OK);
		at_sender[p].present = false;
	}
	memset(at_receiver, 0, sizeof(at_receiver));
}

static void check_page(const struct ptab *pt, unsigned int p, const struct expected *e)
{
	uvaddr_t va = MEMORY + p * ARCH_PAGE_SIZE;
	unsigned int level;
	pte_t pte = pte_read(ptab_find(pt, va, &level));
	paddr_t pa;

	assert_int_equal(pte_is_present(pte), e->present);
	if (!e->present)
		return;
	pa = pte_paddr(pte, level) + (va & (level_size(level) - 1));
	assert_true(pa == (paddr_t)e->frame << ARCH_PAGE_SHIFT);
	assert_int_equal(pte_rights(pte), e->rights);
}

static size_t count_pages(const pte_t *table, unsigned int level)
{
	size_t n = 0;

	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++) {
		pte_t e = table[i];

		if (!pte_is_present(e))
			continue;
		if (!pte_is_leaf(e, level))
			n += count_pages(paddr_to_kv(pte_table(e)), level - 1);
		else if (!pte_is_kernel(e))
			n += level_size(level) >> ARCH_PAGE_SHIFT;
	}
	return n;
}

/* Nothing but what is expected, anywhere in the two spaces. */
static void check_spaces(void)
{
	size_t n[2] = { 0, 0 };

	for (unsigned int p = 0; p < PAGES; p++) {
		check_page(&s->space->pt, p, &at_sender[p]);
		n[0] += at_sender[p].present;
	}
	for (unsigned int p = 0; p < WINDOW_PAGES; p++) {
		check_page(&r->space->pt, p, &at_receiver[p]);
		n[1] += at_receiver[p].present;
	}
	assert_int_equal(count_pages(s->space->pt.root, ARCH_PTAB_LEVELS - 1), n[0]);
	assert_int_equal(count_pages(r->space->pt.root, ARCH_PTAB_LEVELS - 1), n[1]);
}

/* --- X.2's rules, on sizes of 2^64 and less --- */

__extension__ typedef unsigned __int128 wide;

struct place {
	word_t base;
	unsigned int log2;	/* 64: the complete address space */
};

static struct place place_of(word_t fpage)
{
	unsigned int log2 = (fpage >> 4) & 0x3f;

	if (log2 == 1)
		return (struct place){ 0, 64 };
	return (struct place){ (word_t)((wide)(fpage >> 10 << 10) >> log2 << log2), log2 };
}

static word_t low_bits(word_t w, unsigned int n)
{
	return (word_t)(w & (((wide)1 << n) - 1));
}

static struct expected *cell(struct expected *cells, unsigned int n, word_t va)
{
	return va >= MEMORY && (va - MEMORY) >> ARCH_PAGE_SHIFT < n ?
		       &cells[(va - MEMORY) >> ARCH_PAGE_SHIFT] : NULL;
}

static bool is_between(word_t va, word_t start, wide size)
{
	return va >= start && (wide)va < (wide)start + size;
}

static void expect_item(word_t send_base, word_t send_fpage, word_t window, bool grant)
{
	struct place src = place_of(send_fpage), dst = place_of(window);
	unsigned int log2 = MIN(src.log2, dst.log2);
	word_t from = src.base, to = dst.base;
	wide size = (wide)1 << log2;

	if (src.log2 <= dst.log2)
		to += low_bits(send_base, dst.log2) - low_bits(send_base, src.log2);
	else
		from += low_bits(send_base, src.log2) - low_bits(send_base, dst.log2);
	if ((send_fpage & 7) == 0 || log2 < 12)
		return;
	for (unsigned int p = 0; p < PAGES; p++) {
		word_t va = MEMORY + p * ARCH_PAGE_SIZE;
		struct expected *e = &at_sender[p], *d;

		if (!e->present || !is_between(va, from, size))
			continue;
		d = cell(at_receiver, WINDOW_PAGES, va - from + to);
		/* Where nobody looks it must not go: tests choose places that are looked at. */
		assert_non_null(d);
		*d = (struct expected){ true, e->frame, (u8)(send_fpage & 7) | RIGHT_R };
		if (grant)
			e->present = false;
	}
	/* What the window did not take of a grant is flushed. */
	for (unsigned int p = 0; grant && p < PAGES; p++)
		if (src.log2 > dst.log2 &&
		    is_between(MEMORY + p * ARCH_PAGE_SIZE, src.base, (wide)1 << src.log2))
			at_sender[p].present = false;
}

/* --- the real thing --- */

static word_t fpage(word_t base, unsigned int log2, unsigned int rights)
{
	return (base >> log2 << log2) | log2 << 4 | rights;
}

/* r waits with this window; s sends one item, with an untyped word before it. */
static void send_item(word_t head, word_t send_fpage, word_t window)
{
	become(r);
	utcb_write(thread_of(r), L4_UTCB_BR(0), window);
	ipc(L4_TID_NIL, s->id, TIMEOUTS(NEVER, NEVER));
	become(s);
	mr(s)[1] = 0x1234;
	mr(s)[2] = head;
	mr(s)[3] = send_fpage;
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 5, 1, 2);
	while (s->state != THREAD_RUNNING)
		host_interrupt();
	host_preempt_never();
}

static void check_received(word_t head, word_t send_fpage)
{
	assert_true(s->frame.tag == (5 << 16 | 2 << 6 | 1));
	assert_true(r->frame.tag == (5 << 16 | 2 << 6 | 1));
	assert_true(mr(r)[1] == 0x1234 && mr(r)[2] == head && mr(r)[3] == send_fpage);
}

static void begin(void)
{
	system_begin();
	s = make_thread(0, 0);
	r = make_thread(1, 1);
}

/* Sizes for which everything stays where it is looked at. */
static void sizes(void **state)
{
	(void)state;
	begin();
	for (unsigned int round = 0; round < test_rounds(400); round++) {
		unsigned int src_log2 = 10 + test_random(14), dst_log2 = 10 + test_random(14);
		unsigned int rights = test_random(8);
		bool grant = test_random(3) == 0;
		word_t base = (host_random(&test_random_state) & 0x7fffff) >> 10 << 10;
		word_t head = base | (grant ? L4_ITEM_GRANT : L4_ITEM_MAP);
		word_t send, window;

		send = fpage(MEMORY + test_random(PAGES) * ARCH_PAGE_SIZE, src_log2, rights);
		window = fpage(MEMORY + test_random(PAGES) * ARCH_PAGE_SIZE, dst_log2, 0);
		if (test_random(8) == 0)
			send |= 8;	/* means nothing */
		reset();
		test_random_preemption();
		expect_item(base, send, window, grant);
		send_item(head, send, window);
		check_received(head, send);
		check_spaces();
		check_threads(200);
	}
}

/* One page after the other, small and large: mostly all that is needed for it is there already. */
static void pages(void **state)
{
	(void)state;
	begin();
	for (unsigned int round = 0; round < test_rounds(400); round++) {
		unsigned int src_log2 = test_random(4) ? 12 : 21, dst_log2 = 10 + test_random(14);
		word_t head = (host_random(&test_random_state) & 0x7fffff) >> 10 << 10;
		word_t send = fpage(MEMORY + test_random(PAGES) * ARCH_PAGE_SIZE, src_log2, 7);
		word_t window = fpage(MEMORY + test_random(PAGES) * ARCH_PAGE_SIZE, dst_log2, 0);

		if (round % 10 == 0)
			reset();
		if (test_random(4) == 0) {
			window = L4_FPAGE_COMPLETE;
			head += MEMORY;
		}
		expect_item(head, send, window, false);
		send_item(head | L4_ITEM_MAP, send, window);
		check_received(head | L4_ITEM_MAP, send);
		check_spaces();
		check_threads(200);
	}
}

/* The complete address space on one side or on both. */
static void complete(void **state)
{
	(void)state;
	begin();
	for (unsigned int round = 0; round < test_rounds(60); round++) {
		unsigned int log2 = 12 + test_random(11);
		bool grant = test_random(2);
		word_t page = MEMORY + test_random(PAGES) * ARCH_PAGE_SIZE;
		word_t head = (page >> 10 << 10) | (grant ? L4_ITEM_GRANT : L4_ITEM_MAP);
		word_t send = fpage(page, log2, 7), window = fpage(page, log2, 0);

		switch (round % 3) {
		case 0:
			window = L4_FPAGE_COMPLETE;
			break;
		case 1:
			send = L4_FPAGE_COMPLETE | 7;
			break;
		case 2:
			send = L4_FPAGE_COMPLETE | 7;
			window = L4_FPAGE_COMPLETE;
			break;
		}
		reset();
		test_random_preemption();
		expect_item(head >> 10 << 10, send, window, grant);
		send_item(head, send, window);
		check_received(head, send);
		check_spaces();
	}
}

/* Items that give nothing, and those that no receiver takes. */
static void strange(void **state)
{
	static const struct {
		word_t head, fpage, window;
		bool overflow;
	} cases[] = {
		{ L4_ITEM_MAP, 0, L4_FPAGE_COMPLETE, false },
		{ L4_ITEM_MAP, MEMORY | 12 << 4, L4_FPAGE_COMPLETE, false },
		{ L4_ITEM_MAP, MEMORY | 12 << 4 | 7, 0, true },
		{ L4_ITEM_MAP, MEMORY | 11 << 4 | 7, L4_FPAGE_COMPLETE, false },
		{ L4_ITEM_MAP, MEMORY | 5 << 4 | 7, L4_FPAGE_COMPLETE, false },
		{ L4_ITEM_MAP, MEMORY | 63 << 4 | 7, L4_FPAGE_COMPLETE, false },
		{ L4_ITEM_MAP, 0x900000000000 | 20 << 4 | 7, L4_FPAGE_COMPLETE, false },
		{ 0x900000000000 | L4_ITEM_MAP, MEMORY | 12 << 4 | 7, L4_FPAGE_COMPLETE, false },
		/* Strings are not accepted. */
		{ 0x1000 << 10, MEMORY, L4_FPAGE_COMPLETE, true },
		{ 0x1000 << 10, MEMORY, L4_FPAGE_COMPLETE | 1, true },
		{ 0xc, 0, L4_FPAGE_COMPLETE, true },
		{ 0xe, 0, L4_FPAGE_COMPLETE, true },
		/* Into areas of the kernel. */
		{ KIP_AREA | L4_ITEM_MAP, MEMORY | 12 << 4 | 7, L4_FPAGE_COMPLETE, false },
		{ UTCB_AREA | L4_ITEM_MAP, MEMORY | 12 << 4 | 7, L4_FPAGE_COMPLETE, false },
		/* Out of areas of the kernel. */
		{ MEMORY | L4_ITEM_MAP, KIP_AREA | 12 << 4 | 7, L4_FPAGE_COMPLETE, false },
		{ MEMORY | L4_ITEM_GRANT, UTCB_AREA | 12 << 4 | 7, L4_FPAGE_COMPLETE, false },
	};

	(void)state;
	begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		reset();
		/* A 2^63 send fpage at 0 covers everything: map it in place. */
		if (((cases[i].fpage >> 4) & 0x3f) == 63)
			memcpy(at_receiver, at_sender, sizeof(at_sender));
		send_item(cases[i].head, cases[i].fpage, cases[i].window);
		assert_int_equal(ipc_failed(s, L4_IPC_OVERFLOW, L4_IPC_PHASE_SEND),
				 cases[i].overflow);
		assert_int_equal(ipc_failed(r, L4_IPC_OVERFLOW, L4_IPC_PHASE_RECEIVE),
				 cases[i].overflow);
		check_spaces();
		check_threads(200);
	}
}

/* Out of memory: message overflow on both sides, and every byte comes back. */
static void without_memory(void **state)
{
	word_t send = fpage(MEMORY, 20, 7), head = (MEMORY + 0x5000) | L4_ITEM_MAP;
	struct balance before;
	bool has_failed;

	(void)state;
	begin();
	reset();
	before = balance();
	/* Aligned differently on both sides: small pages, many tables and nodes. */
	for (unsigned long n = 1;; n += n < 40 ? 1 : 71) {
		alloc_fail_at(n);
		test_random_preemption();
		send_item(head, send, fpage(MEMORY + 0x400000, 22, 0));
		has_failed = alloc_has_failed();
		alloc_fail_at(0);
		assert_int_equal(has_failed, ipc_failed(s, L4_IPC_OVERFLOW, L4_IPC_PHASE_SEND));
		assert_int_equal(has_failed,
				 ipc_failed(r, L4_IPC_OVERFLOW, L4_IPC_PHASE_RECEIVE));
		flush(&r->space->pt);
		assert_balance(before);
		if (!has_failed)
			break;
		assert_true(n < 5000);
	}
}

/*
 * A grant that has stopped at its first preemption point: s sends, r receives, and the root task,
 * woken by a timeout, runs.
 */
static void stop_in_transfer(void)
{
	reset();
	become(r);
	utcb_write(thread_of(r), L4_UTCB_BR(0), fpage(MEMORY, 22, 0));
	ipc(L4_TID_NIL, s->id, TIMEOUTS(NEVER, NEVER));
	become(root);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, 50));
	become(s);
	mr(s)[1] = L4_ITEM_GRANT;
	mr(s)[2] = fpage(MEMORY + 0x1000, 22, 7);
	host_time_advance(100);
	arch_this_cpu()->irq_recorded = 0;
	host_irq_record(HOST_IRQ_TIMER);
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 0, 2);
	assert_ptr_equal(host_current(), root);
	assert_int_equal(s->state, THREAD_SENDING);
	check_threads(200);
}

static void both_learn_it(void)
{
	assert_true(ipc_failed(s, L4_IPC_ABORTED, L4_IPC_PHASE_SEND));
	assert_true(ipc_failed(r, L4_IPC_ABORTED, L4_IPC_PHASE_RECEIVE));
}

static void make_again(const struct tcb *victim)
{
	if (victim == s)
		s = make_thread(0, 0);
	else
		r = make_thread(1, 1);
}

/* A thread of the victim's space cancels it. */
static void cancel_it(struct tcb *victim)
{
	struct exregs in = { .control = L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV };

	become(make_thread(2, victim == s ? 0 : 1));
	host_leave(sys_exchange_registers(host_current(), victim->id, in.control, &in));
	both_learn_it();
	become(root);
	delete_thread(tid(2));
}

static void delete_it(struct tcb *victim)
{
	struct tcb *partner = victim == s ? r : s;

	delete_thread(victim->id);
	assert_true(ipc_failed(partner, L4_IPC_ABORTED, victim == s));
	make_again(victim);
}

static void move_it(struct tcb *victim)
{
	make_unstarted(3, 3);
	assert_int_equal(thread_control(victim->id, tid(3), L4_TID_NIL, L4_TID_NIL, UTCB(8)), 1);
	both_learn_it();
	delete_thread(victim->id);
	delete_thread(tid(3));
	make_again(victim);
}

/* Its priority falls; the transfer goes on all the same. */
static void slow_down(struct tcb *victim)
{
	host_leave(sys_schedule(root, victim->id, ~0ul, ~0ul, 3, ~0ul));
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, 10 << 10 | 1000));
	while (s->state == THREAD_SENDING)
		host_interrupt();
	assert_int_equal(s->frame.tag & L4_TAG_ERROR, 0);
	host_time_advance(10000000);
	host_interrupt();
}

/* What happens to either partner of a transfer that has stopped. */
static void broken_off(void **state)
{
	static void (*const happen[])(struct tcb *) = { cancel_it, delete_it, move_it, slow_down };
	struct balance before = { 0 };

	(void)state;
	begin();
	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(happen); i++) {
		take_all();
		/* From then on the caches have seen as many threads as there will be. */
		if (i == 2)
			before = balance();
		stop_in_transfer();
		happen[i / 2](i & 1 ? s : r);
		assert_ptr_equal(host_current(), root);
		check_threads(200);
	}
	take_all();
	assert_balance(before);
}

/* sigma0 has its ports at once, and does not wait for ever for one that is the kernel's. */
static void ports_of_sigma0(void **state)
{
	(void)state;
	system_begin();
	assert_ptr_equal(fault_io(sigma0, 32, 1), sigma0);
	assert_true(iospace_is_permitted(&sigma0->space->io, 32, 1));
	assert_false(iospace_is_permitted(&sigma0->space->io, 33, 1));
	assert_int_equal(attention(sigma0) & ATTENTION_HALT, 0);
	(void)fault_io(sigma0, 32, 2);
	assert_true(attention(sigma0) & ATTENTION_HALT);
	attention_clear(sigma0, ATTENTION_HALT);
	(void)fault_io(sigma0, 33, 1);
	assert_true(attention(sigma0) & ATTENTION_HALT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(sizes),
	cmocka_unit_test(pages),
	cmocka_unit_test(complete),
	cmocka_unit_test(strange),
	cmocka_unit_test(without_memory),
	cmocka_unit_test(broken_off),
	cmocka_unit_test(ports_of_sigma0),
};
IPC_SUITE(item);
