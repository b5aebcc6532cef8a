/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The root task's part of tests: makes spaces and threads, and keeps the books.
 */
#include "system.h"

#include <generic/grace.h>

#include <generic/sched.h>

#define FIRST_NUMBER	16	/* of test threads, counted from the first of users */

struct tcb *root, *sigma0;

word_t tid_version(unsigned int n, unsigned int version)
{
	return tid_make(thread_user_base + FIRST_NUMBER + n, version);
}

word_t tid(unsigned int n)
{
	return tid_version(n, 1);
}

struct tcb *tcb_of(word_t id)
{
	struct thread *t = thread_find(id);

	assert_non_null(t);
	return &t->tcb;
}

void system_begin(void)
{
	host_boot();
	sigma0 = tcb_of(tid_make(thread_user_base, 1));
	root = tcb_of(tid_make(thread_user_base + 2, 1));
	become(sigma0);
	host_leave(host_ipc(sigma0, L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER)));
	assert_ptr_equal(host_current(), root);
}

static word_t result_of(struct tcb *next, word_t returns)
{
	assert_ptr_equal(host_leave(next), root);
	assert_true(root->frame.returns > returns);
	return root->frame.result;
}

word_t thread_control(word_t dest, word_t space, word_t scheduler, word_t pager, word_t utcb)
{
	word_t returns = root->frame.returns;

	assert_ptr_equal(host_current(), root);
	return result_of(sys_thread_control(root, dest, space, scheduler, pager, utcb), returns);
}

word_t space_control(word_t space, word_t kip_area, word_t utcb_area)
{
	word_t returns = root->frame.returns;

	assert_ptr_equal(host_current(), root);
	return result_of(sys_space_control(root, space, 0, kip_area, utcb_area, L4_TID_NIL),
			 returns);
}

void delete_thread(word_t id)
{
	assert_int_equal(thread_control(id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, ~(word_t)0), 1);
}

struct tcb *make_unstarted(unsigned int n, unsigned int s)
{
	if (n == s) {
		assert_int_equal(thread_control(tid(n), tid(n), root->id, L4_TID_NIL, ~(word_t)0),
				 1);
		assert_int_equal(space_control(tid(n), KIP_AREA | L4_KIP_SIZE_LOG2 << 4,
					       UTCB_AREA | UTCB_AREA_LOG2 << 4), 1);
	}
	assert_int_equal(thread_control(tid(n), tid(s), root->id, root->id, UTCB(n)), 1);
	return tcb_of(tid(n));
}

struct tcb *make_thread(unsigned int n, unsigned int s)
{
	struct tcb *t = make_unstarted(n, s);

	mr(root)[1] = 0x1000 + n;
	mr(root)[2] = 0x2000 + n;
	ipc_words(t->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
	assert_ptr_equal(host_current(), root);
	assert_int_equal(t->state, THREAD_RUNNING);
	assert_int_equal(t->frame.ip, 0x1000 + n);
	return t;
}

void become(struct tcb *t)
{
	struct tcb *me = host_current();

	if (me == t)
		return;
	assert_true(t->is_queued);
	host_leave(sys_thread_switch(me, t->id));
	assert_ptr_equal(host_current(), t);
}

struct tcb *ipc(word_t to, word_t from, word_t timeouts)
{
	return host_leave(host_ipc(host_current(), to, from, timeouts));
}

struct tcb *ipc_words(word_t to, word_t from, word_t timeouts, unsigned int label, unsigned int u,
		      unsigned int t)
{
	mr(host_current())[0] = (word_t)label << L4_TAG_LABEL_SHIFT | t << L4_TAG_TYPED_SHIFT | u;
	return ipc(to, from, timeouts);
}

bool ipc_failed(struct tcb *t, unsigned int error, unsigned int phase)
{
	return (t->frame.tag & L4_TAG_ERROR) && error_code(t) == (error << 1 | phase);
}

static void strike(void)
{
	host_preempt_hook = NULL;
	host_preempt_never();
	host_time_advance(60000);
}

void storm(void)
{
	host_preempt_hook = strike;
	host_preempt_every(1);
}

void storm_now(void)
{
	strike();
}

void set_prio(struct tcb *t, prio_t prio)
{
	host_leave(sys_schedule(root, t->id, UNCHANGED, UNCHANGED, prio, UNCHANGED));
}

struct tcb *privileged(unsigned int n, prio_t prio)
{
	uvaddr_t utcb = ALIGN_DOWN(root->local_id, BIT(L4_UTCB_SIZE_LOG2)) +
			((uvaddr_t)n << L4_UTCB_SIZE_LOG2);
	struct tcb *t;

	assert_int_equal(thread_control(tid(n), root->id, root->id, root->id, utcb), 1);
	t = tcb_of(tid(n));
	mr(root)[1] = mr(root)[2] = 0x1000;
	ipc_words(t->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
	set_prio(t, prio);
	return t;
}

struct balance balance(void)
{
	return (struct balance){
		.free_bytes = kmem_free_bytes(), .mappings = mapdb_count(),
		.threads = thread_count(), .spaces = space_count(),
	};
}

void assert_balance(struct balance before)
{
	struct balance now = balance();

	assert_int_equal(now.threads, before.threads);
	assert_int_equal(now.spaces, before.spaces);
	assert_int_equal(now.mappings, before.mappings);
	assert_int_equal(now.free_bytes, before.free_bytes);
}

static bool is_in_queue(const struct tcb *s, const struct tcb *r)
{
	const struct tcb *q = r->send_queue;

	if (q == NULL)
		return false;
	do {
		if (q == s)
			return true;
		q = list_entry(q->send_link.next, struct tcb, send_link);
	} while (q != r->send_queue);
	return false;
}

/* State and partner of the transfer that t is in, perhaps interrupted by a page fault. */
static u8 level_state(const struct thread *t)
{
	return t->outer.is_active ? t->outer.state : t->tcb.state;
}

static struct thread *level_partner(const struct thread *t)
{
	return thread_of(t->outer.is_active ? t->outer.partner : t->tcb.partner);
}

static bool in_transfer(u8 state)
{
	return state == THREAD_SENDING || state == THREAD_RECEIVING;
}

static void check_transfer(const struct thread *t)
{
	u8 state = level_state(t);
	const struct thread *p;

	if (!in_transfer(state))
		return;
	p = level_partner(t);
	/* What the other processor has of it may be on its way. */
	if (!is_mine(&p->tcb))
		return;
	assert_true(in_transfer(level_state(p)));
	assert_true(level_state(p) != state);
	assert_ptr_equal(level_partner(p), t);
	/* At most one of the two is away to its pager; the sender works if nobody is. */
	assert_false(t->outer.is_active && p->outer.is_active);
	if (t->tcb.state == THREAD_SENDING && !p->outer.is_active)
		assert_int_equal(t->tcb.continuation, CONTINUE_TRANSFER);
}

/* All of its message is there, and it may not go on without its record. */
#ifdef CONFIG_SMP
static bool waits_for_record(const struct thread *t)
{
	return t->tcb.state == THREAD_SENDING && t->far.finishes;
}
#else
static bool waits_for_record(const struct thread *t)
{
	(void)t;
	return false;
}
#endif

static bool may_run(const struct thread *t)
{
	const struct tcb *c = &t->tcb;

	if (grace_is_awaited(c) || waits_for_record(t))
		return false;
	if (!t->is_irq && c->state == THREAD_SENDING && !is_mine(c->partner))
		return c->continuation == CONTINUE_TRANSFER;
	return !t->is_irq && (c->state == THREAD_RUNNING ||
			      (c->state == THREAD_SENDING && !level_partner(t)->outer.is_active));
}

/*
 * Who has a limit waits, or looks for a message or asks anew first, and its timer fires in time; a
 * timer may outlive its wait.
 */
static void check_limit(const struct tcb *c)
{
	if (c->usual & USUAL_LIMIT)
		return;
	assert_true(c->state != THREAD_HALTED && c->state != THREAD_INACTIVE);
	/* One that has moved sends anew. */
	if (c->state == THREAD_RUNNING)
		assert_true(c->continuation == CONTINUE_RECEIVE ||
			    c->continuation == CONTINUE_SEND);
	assert_true(timer_is_queued(&c->timer) && c->timer.deadline <= c->limit);
}

/*
 * Whom a thread has at hand for the short path: a thread of this processor has the id under which
 * it was awaited, or its gate is shut.
 */
static void check_awaited(const struct tcb *c)
{
	const struct tcb *a = tcb_of_line(c->awaits_line);

	assert_true((c->awaits_id == EXPECT_ANY) == (a == &tcb_nobody));
	if (a == &tcb_nobody)
		return;
	assert_ptr_equal(a, c->awaits);
	if (is_mine(a))
		assert_true(a->id == c->awaits_id || !(a->usual & USUAL_ID) ||
			    a->state == THREAD_INACTIVE);
}

static void check_thread(const struct thread *t)
{
	const struct tcb *c = &t->tcb;

	check_awaited(c);
	assert_int_equal(c->is_queued != QUEUED_NOT, may_run(t) && c != host_current());
	check_limit(c);
	assert_int_equal(!!(attention(c) & ATTENTION_CONTINUE),
			 c->continuation != CONTINUE_NOTHING);
	assert_int_equal(c->utcb != NULL, thread_is_active(t) && !t->is_irq);
	check_transfer(t);
	if (c->state == THREAD_POLLING)
		assert_true(is_in_queue(c, c->partner));
	else if (c->state == THREAD_WAITING)
		assert_true(c->expect != EXPECT_NOBODY);
	if (c->state != THREAD_POLLING && !in_transfer(c->state))
		assert_null(c->partner);
}

void check_threads(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		const struct thread *t = thread_by_number(i);

		/* Idle threads belong to the kernel, others perhaps to another processor. */
		if (t != NULL && is_mine(&t->tcb) && &t->tcb != this_cpu()->idle)
			check_thread(t);
	}
}
