/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A string from s to r, whose pages are missing at either side or both; s, r and their pagers are
 * each on a processor of their own.
 */
#ifndef TESTS_SMP_ITEMS_PARTS_H
#define TESTS_SMP_ITEMS_PARTS_H

#include "several.h"

#include <generic/mapdb.h>

#define MEMORY		0x40000000ul
#define PAGES		3u
#define LABEL		9u
#define LIMIT		(10 << 10 | 1)	/* some 1000 microseconds */
#define TOO_LATE	2000
#define STEPS		4000	/* before nothing will ever end */
#define S_FRAME		0
#define R_FRAME		16
#define PS_FRAME	32
#define PR_FRAME	48

static struct tcb *s, *r, *ps, *pr;
static word_t s_returns, r_returns;

/* Frames of memory from `frame` on, at MEMORY of the thread's space. */
static inline void give(struct tcb *t, unsigned int frame)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = &t->space->pt,
		.src_va = frame * ARCH_PAGE_SIZE, .dst_va = MEMORY, .left = PAGES * ARCH_PAGE_SIZE,
		.rights = RIGHT_RWX,
	};

	mapdb_stop_init(&op.stop);
	while (mapdb_map(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
	assert_int_equal(op.left, 0);
}

static inline void take(struct tcb *t)
{
	struct unmap_op op = {
		.pt = &t->space->pt, .va = MEMORY, .end = MEMORY + PAGES * ARCH_PAGE_SIZE,
		.revoke = RIGHT_RWX, .flush = true,
	};

	while (mapdb_unmap(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
}

static inline u8 *byte_of(const struct tcb *t, unsigned int i)
{
	u8 *p = host_access(t->space->pt.space_word, MEMORY + i, RIGHT_R);

	assert_non_null(p);
	return p;
}

static inline void wait_for_faults(struct tcb *pager)
{
	play(pager);
	utcb_write(thread_of(pager), L4_UTCB_BR0, 0);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
}

static inline void begin(void)
{
	several_begin(4);
	s = place_thread(1, 1, 0);
	r = place_thread(2, 2, 1);
	ps = place_thread(3, 3, 2);
	pr = place_thread(4, 4, 3);
	utcb_write_tid(thread_of(s), L4_UTCB_PAGER, ps->id);
	utcb_write_tid(thread_of(r), L4_UTCB_PAGER, pr->id);
	give(ps, PS_FRAME);
	give(pr, PR_FRAME);
	for (unsigned int i = 0; i < PAGES * ARCH_PAGE_SIZE; i++) {
		*byte_of(ps, i) = (u8)(i * 7 + i / 251);
		*byte_of(pr, i) = 0;
	}
	wait_for_faults(ps);
	wait_for_faults(pr);
}

/* r waits for the string, and s sends it and waits so long for an answer from `from`, or not. */
static inline void send_and_wait(word_t limit, word_t from, word_t answer)
{
	play(r);
	utcb_write(thread_of(r), L4_UTCB_BR0, 1);
	utcb_write(thread_of(r), L4_UTCB_BR(1), PAGES * ARCH_PAGE_SIZE << 10);
	utcb_write(thread_of(r), L4_UTCB_BR(2), MEMORY);
	r_returns = r->frame.returns;
	ipc(L4_TID_NIL, s->id, TIMEOUTS(NEVER, NEVER));
	play(s);
	mr(s)[1] = 77;
	mr(s)[2] = PAGES * ARCH_PAGE_SIZE << 10;
	mr(s)[3] = MEMORY;
	s_returns = s->frame.returns;
	utcb_write(thread_of(s), L4_UTCB_XFER_TIMEOUTS, limit << 16 | limit);
	utcb_write(thread_of(r), L4_UTCB_XFER_TIMEOUTS, limit << 16 | limit);
	ipc_words(r->id, from, TIMEOUTS(NEVER, answer), LABEL, 1, 2);
}

static inline void send(word_t limit)
{
	send_and_wait(limit, L4_TID_NIL, NEVER);
}

/* The pager answers the fault that it has got, or waits on. */
static inline void serve(struct tcb *pager)
{
	word_t page = mr(pager)[1] & ~MASK(ARCH_PAGE_SHIFT);

	if (pager->frame.tag & L4_TAG_ERROR) {
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
		return;
	}
	assert_int_equal(pager->frame.from, pager == ps ? s->id : r->id);
	mr(pager)[1] = page | L4_ITEM_MAP;
	mr(pager)[2] = page | ARCH_PAGE_SHIFT << L4_FPAGE_SIZE_SHIFT | RIGHT_RWX;
	ipc_words(pager->frame.from, L4_TID_ANY, TIMEOUTS(ZERO, NEVER), 0, 0, 2);
}

static inline bool is_over(void)
{
	return s->frame.returns != s_returns && r->frame.returns != r_returns;
}

/* One processor goes on. */
static inline void step(void)
{
	struct tcb *me;

	on(test_random(4));
	me = host_interrupt();
	if (me == ps || me == pr)
		serve(me);
	else if (me == root)
		ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	/* Nobody writes to r that has gone on. */
	if (r->state == THREAD_RUNNING && r->frame.returns != r_returns)
		assert_false(s->continuation == CONTINUE_TRANSFER && s->partner == r);
}

static inline void wake_root(void)
{
	on(0);
	if (host_current() != root) {
		ipc_cancel(thread_of(root), L4_IPC_CANCELLED);
		host_interrupt();
	}
}

static inline void cancel(struct tcb *t)
{
	u8 state;

	on(t->cpu);
	ipc_settle(thread_of(t));
	state = ipc_state(thread_of(t));
	if (state == THREAD_SENDING || state == THREAD_RECEIVING)
		ipc_abort(thread_of(t));
	else if (state == THREAD_POLLING || ipc_is_waiting(thread_of(t)))
		ipc_cancel(thread_of(t), L4_IPC_CANCELLED);
	host_interrupt();
}

static inline void check_arrived(void)
{
	assert_int_equal(r->frame.tag, (word_t)LABEL << L4_TAG_LABEL_SHIFT | L4_TAG_XCPU |
				       2 << L4_TAG_TYPED_SHIFT | 1);
	assert_int_equal(s->frame.tag & L4_TAG_ERROR, 0);
	assert_int_equal(r->frame.from, s->id);
	assert_int_equal(mr(r)[1], 77);
	for (unsigned int i = 0; i < PAGES * ARCH_PAGE_SIZE; i += 111)
		assert_int_equal(*byte_of(r, i), (u8)(i * 7 + i / 251));
}

/* Both got an error that fits, with the same number of bytes. */
static inline void check_failed(void)
{
	unsigned int s_error = error_code(s) >> 1 & 7, r_error = error_code(r) >> 1 & 7;

	assert_true(r->frame.tag & L4_TAG_ERROR);
	assert_true(s->frame.tag & L4_TAG_ERROR);
	assert_true(s_error == L4_IPC_CANCELLED || s_error >= L4_IPC_XFER_OWN);
	assert_true(r_error == L4_IPC_CANCELLED || r_error >= L4_IPC_XFER_OWN);
	assert_int_equal(error_code(s) & 1, L4_IPC_PHASE_SEND);
	assert_int_equal(error_code(r) & 1, L4_IPC_PHASE_RECEIVE);
}

static inline void rest(void)
{
	handle_all();
	assert_true(s->state == THREAD_RUNNING && r->state == THREAD_RUNNING);
	check_all();
	wake_root();
}

static inline void missing(bool of_s, bool of_r)
{
	take(s);
	take(r);
	if (!of_s)
		give(s, PS_FRAME);
	if (!of_r)
		give(r, R_FRAME);
}

/* r has a fault in the middle of the string, and its pager has got it. */
static inline void begin_fault(void)
{
	on(0);
	missing(false, true);
	send(NEVER);
	on(0);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	handle(1);
	handle(0);
	handle(1);
	assert_true(thread_of(r)->outer.is_active);
}

/* The pager has asked to answer and may do so; but on its processor it is the turn of `other`. */
static inline void hold_answer(struct tcb *other)
{
	become(other);
	other->prio = pr->prio + 1;
	handle(1);
	assert_int_equal(r->state, THREAD_RECEIVING);
	handle(3);
	assert_int_equal(pr->continuation, CONTINUE_TRANSFER);
}

/* The message is over, in either way. True: it has failed. */
static inline bool check_over(void)
{
	if (r->frame.tag & L4_TAG_ERROR) {
		check_failed();
		return true;
	}
	check_arrived();
	return false;
}

/* Accesses of shared words until now, and the one at which something happens. */
static unsigned int point, chosen;

#endif
