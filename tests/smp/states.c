/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads in all states.
 */
#include "states.h"

#include <generic/sched.h>

#define HOLE	0x50000000ul	/* where nobody has memory */

void root_looks_on(void)
{
	on(0);
	handle_all();
	if (host_current() != root)
		become(root);
}

void let_run(struct tcb *t)
{
	on(t->cpu);
	handle_all();
	if (t->is_queued)
		host_leave(sys_thread_switch(host_current(), t->id));
	handle_all();
}

/* The pager of a thread that faults in a transfer: of the root task's space, and busy. */
static struct tcb *make_pager(unsigned int n, unsigned int cpu)
{
	struct tcb *t = privileged(n, THREAD_PRIO_DEFAULT);

	place(t, cpu);
	return t;
}

/* s sends a string that it has no memory for to r, and waits for its pager. */
static void begin_transfer(struct tcb *s, struct tcb *r, unsigned int n)
{
	struct tcb *pager = make_pager(n, s->cpu);

	play(r);
	utcb_write(thread_of(r), L4_UTCB_BR(0), L4_ACCEPT_STRINGS);
	utcb_write(thread_of(r), L4_UTCB_BR(1), 64ul << 10);
	utcb_write(thread_of(r), L4_UTCB_BR(2), HOLE);
	ipc(L4_TID_NIL, s->id, TIMEOUTS(NEVER, NEVER));
	utcb_write_tid(thread_of(s), L4_UTCB_PAGER, pager->id);
	utcb_write_tid(thread_of(r), L4_UTCB_PAGER, pager->id);
	play(s);
	mr(s)[1] = 64ul << 10;
	mr(s)[2] = HOLE;
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 2);
	assert_int_equal(ipc_state(thread_of(s)), THREAD_SENDING);
	assert_int_equal(ipc_state(thread_of(r)), THREAD_RECEIVING);
}

static void halt(struct tcb *t)
{
	struct exregs in = { .control = L4_EXREGS_HALT_VALID | L4_EXREGS_HALT };

	root_looks_on();
	host_leave(sys_exchange_registers(root, t->id, in.control, &in));
	root_looks_on();
}

static void wait_for(struct tcb *t, word_t from, word_t limit)
{
	play(t);
	ipc(L4_TID_NIL, from, TIMEOUTS(NEVER, limit));
}

struct tcb *make_target(unsigned int n, enum target state, unsigned int cpu)
{
	struct tcb *t, *p;

	on(0);
	if (state == TARGET_UNSTARTED)
		return place(make_unstarted(n, n), cpu);
	t = place_thread(n, n, cpu);
	p = place_thread(n + 1, n + 1, cpu);
	switch (state) {
	case TARGET_READY:
		break;
	case TARGET_WAITS:
		wait_for(t, L4_TID_ANY, NEVER);
		break;
	case TARGET_WAITS_NAMED:
		wait_for(t, p->id, NEVER);
		break;
	case TARGET_WAITS_LIMITED:
		wait_for(t, p->id, 14 << 10 | 1000);
		break;
	case TARGET_POLLS:
		play(t);
		ipc_words(p->id, p->id, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
		break;
	case TARGET_WILL_HALT:
		wait_for(t, L4_TID_ANY, NEVER);
		halt(t);
		break;
	case TARGET_HALTED:
		halt(t);
		break;
	case TARGET_SENDS:
		begin_transfer(t, p, n + 2);
		break;
	case TARGET_RECEIVES:
		begin_transfer(p, t, n + 2);
		break;
	default:
		fail();
	}
	root_looks_on();
	return t;
}
