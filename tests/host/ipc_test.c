/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC of untyped words: what arrives, who runs, how it ends. (X.2, Ipc)
 */
#include "system.h"

#include <api/interrupt.h>
#include <arch/time.h>

static struct tcb *s, *r, *other;	/* s and r: sender and receiver; other: in a third space */

/* s and r in one space or in two. */
static void begin(bool same_space)
{
	system_begin();
	s = make_thread(0, 0);
	r = make_thread(1, same_space ? 0 : 1);
	other = make_thread(2, 2);
	/* An equal of the others from now on. */
	host_leave(sys_schedule(root, root->id, ~0ul, ~0ul, s->prio, ~0ul));
	become(root);
}

static void put_words(struct tcb *t, word_t seed)
{
	for (unsigned int i = 1; i < L4_NUM_MRS; i++)
		mr(t)[i] = seed * 0x100 + i;
}

/* r got u words of s with this label, and no other word changed. */
static void check_message(unsigned int u, unsigned int label, word_t sent, word_t had)
{
	word_t tag = (word_t)label << L4_TAG_LABEL_SHIFT | u;

	assert_true(r->frame.tag == tag);
	assert_true(mr(r)[0] == tag);
	assert_true(r->frame.from == (s->space == r->space ? s->local_id : s->id));
	for (unsigned int i = 1; i < L4_NUM_MRS; i++) {
		assert_true(mr(s)[i] == sent * 0x100 + i);
		assert_true(mr(r)[i] == (i <= u ? sent : had) * 0x100 + i);
	}
}

/* The ways in which r can name whom it accepts, s among them. */
static word_t acceptance(unsigned int way)
{
	switch (way) {
	case 0:
		return L4_TID_ANY;
	case 1:
		return s->id;
	case 2:
		return s->space == r->space ? s->local_id : s->id;
	default:
		return s->space == r->space ? L4_TID_ANY_LOCAL : L4_TID_ANY;
	}
}

static void words(bool same_space)
{
	begin(same_space);
	utcb_write(thread_of(r), L4_UTCB_ERROR_CODE, 0x77);
	utcb_write(thread_of(s), L4_UTCB_ERROR_CODE, 0x78);
	for (unsigned int u = 0; u < L4_NUM_MRS; u++) {
		for (unsigned int way = 0; way < 4; way++) {
			word_t to = way == 2 && same_space ? r->local_id : r->id;

			put_words(s, u + 1);
			put_words(r, u + 100);
			/* The receiver first. */
			become(r);
			ipc(L4_TID_NIL, acceptance(way), TIMEOUTS(ZERO, NEVER));
			assert_int_equal(r->state, THREAD_WAITING);
			become(s);
			ipc_words(to, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), u + way, u, 0);
			/* Among equals the sender goes on. */
			assert_ptr_equal(host_current(), s);
			assert_int_equal(s->frame.tag & L4_TAG_ERROR, 0);
			assert_true(s->frame.from == L4_TID_NIL);
			check_message(u, u + way, u + 1, u + 100);
			/* The sender first. */
			put_words(r, u + 100);
			become(s);
			ipc_words(to, L4_TID_NIL, TIMEOUTS(NEVER, ZERO), u + way, u, 0);
			assert_int_equal(s->state, THREAD_POLLING);
			become(r);
			ipc(L4_TID_NIL, acceptance(way), TIMEOUTS(ZERO, ZERO));
			/* A pending sender of equal priority goes first. */
			assert_ptr_equal(host_current(), s);
			check_message(u, u + way, u + 1, u + 100);
			check_threads(200);
		}
	}
	assert_int_equal(error_code(r), 0x77);
	assert_int_equal(error_code(s), 0x78);
}

static void words_local(void **state)
{
	(void)state;
	words(true);
}

static void words_global(void **state)
{
	(void)state;
	words(false);
}

/* Bits 13 to 15 of a tag mean nothing on the way out; p without being allowed is masked. */
static void tag_bits(void **state)
{
	(void)state;
	begin(false);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(ZERO, NEVER));
	become(s);
	mr(s)[0] = 0x1234e000 | 2;
	ipc(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO));
	assert_true(r->frame.tag == (0x12340000 | 2));
	assert_true(s->frame.tag == (0x12340000 | 2));
}

static void call(struct tcb *client, struct tcb *server, unsigned int u)
{
	become(client);
	ipc_words(server->id, server->id, TIMEOUTS(NEVER, NEVER), 1, u, 0);
}

/* Call and reply-and-wait: the partner runs next, the client has the answer. */
static void call_and_reply(void **state)
{
	(void)state;
	begin(false);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	for (unsigned int i = 0; i < 20; i++) {
		mr(s)[1] = i;
		call(s, r, 1);
		assert_ptr_equal(host_current(), r);
		assert_int_equal(s->state, THREAD_WAITING);
		assert_true(mr(r)[1] == i && r->frame.from == s->id);
		mr(r)[1] = 3 * i;
		ipc_words(r->frame.from, L4_TID_ANY, TIMEOUTS(ZERO, NEVER), 2, 1, 0);
		assert_ptr_equal(host_current(), s);
		assert_true(mr(s)[1] == 3 * i && s->frame.from == r->id);
		assert_int_equal(r->state, THREAD_WAITING);
	}
	/* All but the first call, and all replies. */
	assert_int_equal(host_short_ipcs, host_short_ipc ? 39 : 0);
	/* A more urgent thread that can run goes first. */
	become(root);
	host_leave(sys_schedule(root, other->id, ~0ul, ~0ul, 200, ~0ul));
	assert_ptr_equal(host_current(), other);
	become(s);
	ipc_words(r->id, r->id, TIMEOUTS(NEVER, NEVER), 1, 0, 0);
	assert_ptr_equal(host_current(), other);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), r);
	assert_int_equal(r->frame.tag & L4_TAG_ERROR, 0);
}

/* Senders are served in the order in which they came; a closed receive picks its own. */
static void order_of_senders(void **state)
{
	struct tcb *t[6];

	(void)state;
	begin(false);
	for (unsigned int n = 0; n < 6; n++) {
		become(root);
		t[n] = make_thread(10 + n, n & 1 ? 1 : 10);
		become(t[n]);
		mr(t[n])[1] = n;
		ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, ZERO), 0, 1, 0);
	}
	become(r);
	ipc(L4_TID_NIL, t[3]->id, TIMEOUTS(NEVER, NEVER));
	become(r);
	assert_int_equal(mr(r)[1], 3);
	ipc(L4_TID_NIL, L4_TID_ANY_LOCAL, TIMEOUTS(NEVER, NEVER));
	become(r);
	assert_int_equal(mr(r)[1], 1);
	for (unsigned int i = 0; i < 4; i++) {
		static const unsigned int rest[] = { 0, 2, 4, 5 };

		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
		become(r);
		assert_int_equal(mr(r)[1], rest[i]);
	}
	assert_null(r->send_queue);
}

/* Too many words: both partners learn it. */
static void overflow(void **state)
{
	(void)state;
	begin(false);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 60, 4);
	assert_true(ipc_failed(s, L4_IPC_OVERFLOW, L4_IPC_PHASE_SEND));
	assert_true(ipc_failed(r, L4_IPC_OVERFLOW, L4_IPC_PHASE_RECEIVE));
	check_threads(200);
}

static void no_partner(void **state)
{
	static const word_t wrong[] = { 0x10, 0x40, UTCB(5) + 0x200, 0xbf000208 };

	(void)state;
	begin(true);
	become(root);
	make_unstarted(5, 2);
	assert_int_equal(thread_control(tid(6), tid(0), root->id, L4_TID_NIL, UTCB(6)), 1);
	become(s);
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong) + 3; i++) {
		word_t to = i < ARRAY_SIZE(wrong) ? wrong[i] :
			    i == ARRAY_SIZE(wrong) ? tid(9) :
			    i == ARRAY_SIZE(wrong) + 1 ? tid_version(1, 2) : tid(6);

		ipc_words(to, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 1, 0);
		assert_ptr_equal(host_current(), s);
		assert_true(ipc_failed(s, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND));
		/* An inactive thread exists: one may wait for it. */
		if (to == tid(6))
			continue;
		ipc(L4_TID_NIL, to, TIMEOUTS(NEVER, NEVER));
		assert_ptr_equal(host_current(), s);
		assert_true(ipc_failed(s, L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE));
	}
}

static void poll(void **state)
{
	(void)state;
	begin(false);
	become(s);
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 1, 0);
	assert_ptr_equal(host_current(), s);
	assert_true(ipc_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND));
	assert_true(s->frame.tag == L4_TAG_ERROR);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
	assert_ptr_equal(host_current(), s);
	assert_true(ipc_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
	/* With both nil it is no more than a way to return. */
	ipc(L4_TID_NIL, L4_TID_NIL, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), s);
	assert_int_equal(s->frame.tag & L4_TAG_ERROR, 0);
}

/* Time passes step by step until t has its answer; returns how long that took. */
static usec_t wait_for(struct tcb *t, word_t returns)
{
	usec_t start = arch_time_now();

	while (t->frame.returns == returns) {
		host_time_advance(1);
		host_interrupt();
		assert_true(arch_time_now() - start < 1000000);
	}
	return arch_time_now() - start;
}

static void timeouts(void **state)
{
	static const u16 times[] = { 1, 2, 100, 1023, 1 << 10 | 1000, 3 << 10 | 777 };

	(void)state;
	begin(false);
	for (unsigned int i = 0; i < ARRAY_SIZE(times); i++) {
		usec_t usec = (usec_t)(times[i] & 1023) << (times[i] >> 10), took;

		become(s);
		ipc_words(other->id, L4_TID_NIL, TIMEOUTS(times[i], NEVER), 0, 0, 0);
		took = wait_for(s, s->frame.returns);
		assert_true(took >= usec && took <= usec + 1);
		assert_true(ipc_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND));
		become(s);
		ipc(L4_TID_NIL, other->id, TIMEOUTS(NEVER, times[i]));
		took = wait_for(s, s->frame.returns);
		assert_true(took >= usec && took <= usec + 1);
		assert_true(ipc_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
		check_threads(200);
	}
}

static void exregs(struct tcb *me, word_t dest, word_t control)
{
	struct exregs in = { .control = control };

	become(me);
	host_leave(sys_exchange_registers(me, dest, in.control, &in));
}

static void cancel(void **state)
{
	(void)state;
	begin(true);
	become(s);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	exregs(r, s->id, 0);
	assert_int_equal(r->frame.old[0], L4_EXREGS_WAS_RECEIVING);
	exregs(r, s->id, L4_EXREGS_CANCEL_SEND);
	assert_int_equal(s->state, THREAD_WAITING);
	exregs(r, s->id, L4_EXREGS_CANCEL_RECV);
	assert_true(ipc_failed(s, L4_IPC_CANCELLED, L4_IPC_PHASE_RECEIVE));
	become(s);
	ipc_words(other->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
	exregs(r, s->id, 0);
	assert_int_equal(r->frame.old[0], L4_EXREGS_WAS_SENDING);
	exregs(r, s->local_id, L4_EXREGS_CANCEL_RECV);
	assert_int_equal(s->state, THREAD_POLLING);
	exregs(r, s->local_id, L4_EXREGS_CANCEL_SEND);
	assert_true(ipc_failed(s, L4_IPC_CANCELLED, L4_IPC_PHASE_SEND));
	assert_null(other->send_queue);
	/* Halted: it does not run until it is resumed. */
	exregs(r, s->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	assert_int_equal(s->state, THREAD_HALTED);
	exregs(r, s->id, L4_EXREGS_HALT_VALID);
	assert_int_equal(r->frame.old[0], L4_EXREGS_WAS_HALTED);
	become(s);
}

/* The thread takes a fault; its pager gets the message, and the answer lets it go on. */
static void page_fault(void **state)
{
	(void)state;
	begin(false);
	become(root);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	utcb_write(thread_of(s), L4_UTCB_ERROR_CODE, 0x77);
	put_words(s, 9);
	host_leave(fault_page(s, 0x123456, RIGHT_W));
	assert_ptr_equal(host_current(), root);
	assert_true(root->frame.from == s->id);
	assert_true(root->frame.tag == (0xffeul << 20 | 2u << 16 | 2) ||
		    root->frame.tag == ((word_t)-2 << 20 | 2u << 16 | 2));
	assert_true(mr(root)[1] == 0x123456 && mr(root)[2] == s->frame.ip);
	assert_int_equal(s->state, THREAD_WAITING);
	ipc_words(s->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 0, 0);
	assert_int_equal(root->frame.tag & L4_TAG_ERROR, 0);
	assert_int_equal(s->state, THREAD_RUNNING);
	/* Nothing of the program's own has changed. */
	assert_int_equal(error_code(s), 0x77);
	for (unsigned int i = 1; i < L4_NUM_MRS; i++)
		assert_true(mr(s)[i] == 9 * 0x100 + i);
}

/* An IP that the processor does not take is an exception of the thread. */
static void exception(void **state)
{
	struct exregs in = { .control = L4_EXREGS_SET_IP, .ip = HOST_IP_INVALID | 5 };

	(void)state;
	begin(true);
	utcb_write(thread_of(s), L4_UTCB_EXCEPTION_HANDLER, r->id);
	become(r);
	host_leave(sys_exchange_registers(r, s->id, in.control, &in));
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	if (host_current() != r)
		host_leave(sys_thread_switch(host_current(), s->id));
	become(r);
	assert_true(r->frame.from == s->local_id);
	assert_true((r->frame.tag & L4_TAG_UNTYPED_MASK) == port_exception_words(r));
	assert_true(mr(r)[1] == (HOST_IP_INVALID | 5));
	assert_int_equal(mr(r)[4], HOST_EXCEPTION_BAD_IP);
	mr(r)[1] = 0x4444;
	ipc_words(s->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 3, 0);
	assert_int_equal(r->frame.tag & L4_TAG_ERROR, 0);
	become(s);
	assert_true(s->frame.ip == 0x4444);
}

/* Device interrupts: message, acknowledgement, the next one. */
static void interrupts(void **state)
{
	word_t line = tid_make(3, 1);

	(void)state;
	begin(false);
	host_irq_raise(3);
	host_interrupt();
	assert_int_equal(thread_control(line, line, L4_TID_NIL, s->id, ~0ul), 1);
	become(s);
	for (unsigned int i = 0; i < 5; i++) {
		/* The first one was raised before anybody was there. */
		if (i > 0)
			host_irq_raise(3);
		if (i & 1)
			host_interrupt();
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, i & 1 ? ZERO : NEVER));
		become(s);
		assert_true(s->frame.from == line);
		assert_true(s->frame.tag == (word_t)L4_PROTO_INTERRUPT << L4_PROTO_SHIFT);
		/* Masked until it is acknowledged. */
		host_irq_raise(3);
		host_interrupt();
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
		assert_true(ipc_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
		ipc_words(line, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 0, 0);
		assert_int_equal(s->frame.tag & L4_TAG_ERROR, 0);
		ipc(L4_TID_NIL, line, TIMEOUTS(NEVER, NEVER));
		become(s);
		assert_true(s->frame.from == line);
		ipc_words(line, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 0, 0);
		check_threads(200);
	}
	become(root);
	assert_int_equal(thread_control(line, line, L4_TID_NIL, line, ~0ul), 1);
	host_irq_raise(3);
	become(s);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
	assert_true(ipc_failed(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(words_local),
	cmocka_unit_test(words_global),
	cmocka_unit_test(tag_bits),
	cmocka_unit_test(call_and_reply),
	cmocka_unit_test(order_of_senders),
	cmocka_unit_test(overflow),
	cmocka_unit_test(no_partner),
	cmocka_unit_test(poll),
	cmocka_unit_test(timeouts),
	cmocka_unit_test(cancel),
	cmocka_unit_test(page_fault),
	cmocka_unit_test(exception),
	cmocka_unit_test(interrupts),
};
IPC_SUITE(ipc);
