/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages to a thread of another processor that does not take them, or not in time; and what ends
 * them, at each step of their way.
 */
#include "several.h"

#include <generic/rendezvous_word.h>

#define LIMIT		(10 << 10 | 1)		/* some 1000 microseconds */
#define IN_TIME		500
#define TOO_LATE	2000

static struct tcb *s, *r, *w;

static void begin(void)
{
	several_begin(3);
	s = place_thread(1, 1, 0);
	r = place_thread(2, 2, 1);
	w = place_thread(3, 3, 2);
	/* The root task sleeps: the others run by themselves. */
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
}

static void call(struct tcb *t, word_t to, word_t from, word_t send, word_t receive)
{
	play(t);
	mr(t)[1] = 5;
	ipc_words(to, from, TIMEOUTS(send, receive), 0, 1, 0);
}

static void receive(struct tcb *t, word_t from, word_t limit)
{
	play(t);
	ipc(L4_TID_NIL, from, TIMEOUTS(NEVER, limit));
}

static void assert_failed(struct tcb *t, unsigned int error, unsigned int phase)
{
	on(t->cpu);
	host_interrupt();
	assert_int_equal(t->state, THREAD_RUNNING);
	assert_true(ipc_failed(t, error, phase));
}

static void pass_time(usec_t usec)
{
	on(0);
	host_time_advance(usec);
	for (unsigned int n = 0; n < ncpus; n++)
		handle(n);
}

/* --- r does not take it --- */

static void r_runs(void)
{
	play(r);
}

static void r_waits_for_w(void)
{
	receive(r, w->id, NEVER);
}

static void r_sends_to_w(void)
{
	call(r, w->id, L4_TID_NIL, NEVER, NEVER);
	handle_all();
}

static void r_calls_w(void)
{
	call(r, w->id, w->id, NEVER, NEVER);
}

static void r_is_halted(void)
{
	on(1);
	play(r);
	attention_raise(r, ATTENTION_HALT);
	host_interrupt();
	assert_int_equal(r->state, THREAD_HALTED);
}

static void (*const busy[])(void) = {
	r_runs, r_waits_for_w, r_sends_to_w, r_calls_w, r_is_halted,
};

/* In no state but the right one of its partner a message arrives that has no time to wait. */
static void no_time(void **state)
{
	(void)state;
	begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(busy); i++) {
		busy[i]();
		call(s, r->id, r->id, ZERO, NEVER);
		handle_all();
		assert_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND);
		assert_false(s->request.is_out);
		on(1);
		ipc_settle(thread_of(r));
		if (r->state == THREAD_HALTED)
			break;
		if (ipc_is_asking(thread_of(r)) || r->state == THREAD_WAITING)
			ipc_cancel(thread_of(r), L4_IPC_CANCELLED);
		handle_all();
		check_all();
	}
}

/* One that may wait does, until r takes it. */
static void waits(void **state)
{
	(void)state;
	begin();
	for (unsigned int i = 0; i + 1 < ARRAY_SIZE(busy); i++) {
		busy[i]();
		call(s, r->id, L4_TID_NIL, NEVER, NEVER);
		handle_all();
		assert_int_equal(ipc_state(thread_of(s)), THREAD_POLLING);
		assert_int_equal(word_value(s->word), WORD_QUEUED);
		on(1);
		ipc_settle(thread_of(r));
		if (ipc_is_asking(thread_of(r)) || r->state == THREAD_WAITING)
			ipc_cancel(thread_of(r), L4_IPC_CANCELLED);
		handle_all();
		receive(r, s->id, ZERO);
		handle_all();
		play(r);
		assert_false(r->frame.tag & L4_TAG_ERROR);
		assert_int_equal(r->frame.from, s->id);
		play(s);
		assert_false(s->frame.tag & L4_TAG_ERROR);
		check_all();
	}
}

static void nobody(void **state)
{
	word_t id;

	(void)state;
	begin();
	id = r->id;
	play(r);
	call(s, id, L4_TID_NIL, NEVER, NEVER);
	handle_all();
	assert_int_equal(word_value(s->word), WORD_QUEUED);
	/* Its number has another version when the next message comes there. */
	call(w, id, L4_TID_NIL, NEVER, NEVER);
	on(1);
	r->id = tid_version(2, 9);
	handle_all();
	assert_failed(w, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND);
	on(1);
	ipc_refuse(thread_of(s), L4_IPC_NO_PARTNER);
	handle_all();
	assert_failed(s, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND);
	check_all();
}

/* --- the end comes at a step --- */

/* The message of s is on its way. */
static void at_asked(void)
{
	call(s, r->id, r->id, LIMIT, NEVER);
}

static void at_queued(void)
{
	play(r);
	at_asked();
	handle_all();
}

/* r has it, and the record is on its way home. */
static void at_accepted(void)
{
	receive(r, L4_TID_ANY, NEVER);
	at_asked();
	assert_ptr_equal(handle(1), r);
	cpus[0]->arch.irq_recorded = 0;
}

static void at_home(void)
{
	at_accepted();
	on(0);
	host_irq_record(HOST_IRQ_NOTIFY);
	handle_all();
}

static const struct {
	void (*reach)(void);
	unsigned int phase;
} steps[] = {
	{ at_asked, L4_IPC_PHASE_SEND }, { at_queued, L4_IPC_PHASE_SEND },
	{ at_accepted, L4_IPC_PHASE_RECEIVE }, { at_home, L4_IPC_PHASE_RECEIVE },
};

/* s goes on at once; its next message waits for the record, and then arrives. */
static void again(void)
{
	on(0);
	host_irq_record(HOST_IRQ_NOTIFY);
	call(s, r->id, L4_TID_NIL, NEVER, NEVER);
	handle_all();
	receive(r, L4_TID_ANY, ZERO);
	handle_all();
	play(s);
	assert_false(s->frame.tag & L4_TAG_ERROR);
	play(r);
	assert_false(r->frame.tag & L4_TAG_ERROR);
	receive(r, L4_TID_ANY, ZERO);
	play(r);
	assert_true(ipc_failed(r, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
	assert_false(s->request.is_out);
	assert_null(s->at);
	check_all();
}

static void cancelled(void **state)
{
	(void)state;
	begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(steps); i++) {
		steps[i].reach();
		on(0);
		ipc_cancel(thread_of(s), L4_IPC_CANCELLED);
		assert_failed(s, L4_IPC_CANCELLED, steps[i].phase);
		again();
	}
}

static void expired(void **state)
{
	(void)state;
	begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(steps); i++) {
		steps[i].reach();
		cpus[0]->arch.irq_recorded = 0;
		pass_time(IN_TIME);
		on(0);
		assert_int_not_equal(s->state, THREAD_RUNNING);
		pass_time(TOO_LATE);
		if (steps[i].phase == L4_IPC_PHASE_SEND) {
			/* Before that r may have taken it, which it does not do here. */
			if (i == 0)
				assert_int_equal(s->state == THREAD_RUNNING, true);
			assert_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND);
		} else {
			/* It has been sent, and its wait has no limit. */
			on(0);
			ipc_settle(thread_of(s));
			assert_int_equal(s->state, THREAD_WAITING);
			ipc_cancel(thread_of(s), L4_IPC_CANCELLED);
			assert_failed(s, L4_IPC_CANCELLED, L4_IPC_PHASE_RECEIVE);
		}
		again();
	}
}

/* A limit in the past is none at all, but a partner that waits gets the message. */
static void in_the_past(void **state)
{
	(void)state;
	begin();
	receive(r, L4_TID_ANY, NEVER);
	call(s, r->id, L4_TID_NIL, LIMIT, NEVER);
	handle_all();
	play(s);
	assert_false(s->frame.tag & L4_TAG_ERROR);
	check_all();
}

/* Each calls the other at the same time: nobody waits for ever. */
static void each_other(void **state)
{
	(void)state;
	begin();
	call(s, r->id, r->id, LIMIT, NEVER);
	call(r, s->id, s->id, LIMIT, NEVER);
	handle_all();
	pass_time(TOO_LATE);
	handle_all();
	assert_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND);
	assert_failed(r, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND);
	check_all();
}

/* s to r, r to w, w to s, each of which then waits for anybody: none is there in time. */
static void in_a_circle(void **state)
{
	(void)state;
	begin();
	call(s, r->id, L4_TID_ANY, ZERO, NEVER);
	call(r, w->id, L4_TID_ANY, ZERO, NEVER);
	call(w, s->id, L4_TID_ANY, ZERO, NEVER);
	handle_all();
	for (unsigned int i = 0; i < 3; i++) {
		struct tcb *t = i == 0 ? s : i == 1 ? r : w;

		on(t->cpu);
		ipc_settle(thread_of(t));
		assert_true(t->state == THREAD_RUNNING || t->state == THREAD_WAITING);
		assert_false(tcb_record_is_out(t) && t->state == THREAD_RUNNING &&
			     word_value(t->word) != WORD_ACCEPTED);
	}
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(no_time),
	cmocka_unit_test(waits),
	cmocka_unit_test(nobody),
	cmocka_unit_test(cancelled),
	cmocka_unit_test(expired),
	cmocka_unit_test(in_the_past),
	cmocka_unit_test(each_other),
	cmocka_unit_test(in_a_circle),
};
SUITE(late);
