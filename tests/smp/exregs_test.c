/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ExchangeRegisters on a thread of another processor: the results, and what becomes of the thread,
 * are those of a call on a thread of the own processor. (X.2, ExchangeRegisters)
 */
#include "states.h"

/* What the caller gets, and the thread is afterwards; but ids, which differ. */
struct outcome {
	word_t error, old[6];
	bool has_other_id;
	u8 state, attention, continuation;
	bool is_queued, is_limited, has_partner, is_in_outer;
	word_t ip, sp, flags, tag, returns, t_error, handle, pager;
};

#define NEW	{ .sp = 0x7000, .ip = 0x8000, .flags = 0xf5, .handle = 0x1234, .pager = 0x5000041 }

static struct outcome outcome(struct tcb *t, bool by_local_id)
{
	struct outcome o = {
		.error = error_code(root),
		.has_other_id = root->frame.result == (by_local_id ? t->id : t->local_id),
		.state = ipc_state(thread_of(t)), .attention = attention(t),
		.continuation = t->continuation, .is_queued = t->is_queued || t->cpu != 0,
		.is_limited = !(t->usual & USUAL_LIMIT), .has_partner = t->partner != NULL,
		.is_in_outer = thread_of(t)->outer.is_active,
		.ip = t->frame.ip, .sp = t->frame.sp, .flags = t->frame.flags,
		.tag = t->frame.tag, .returns = t->frame.returns,
		.t_error = error_code(t), .handle = utcb_read(thread_of(t), L4_UTCB_USER_HANDLE),
		.pager = utcb_read_tid(thread_of(t), L4_UTCB_PAGER),
	};

	memcpy(o.old, root->frame.old, sizeof(o.old));
	return o;
}

/* What is set for each thread anew. */
static void make_alike(struct tcb *t)
{
	t->frame.ip = 0x1111;
	t->frame.sp = 0x2222;
	t->frame.flags = HOST_FLAGS_FIXED;
	t->frame.tag = t->frame.returns = 0;
	utcb_write(thread_of(t), L4_UTCB_ERROR_CODE, 0);
	utcb_write(thread_of(t), L4_UTCB_USER_HANDLE, 0x4444);
	utcb_write(thread_of(root), L4_UTCB_ERROR_CODE, 0);
}

static struct outcome exchange(unsigned int n, enum target state, unsigned int cpu, word_t control)
{
	struct exregs in = NEW;
	struct tcb *t = make_target(n, state, cpu);
	word_t returns = root->frame.returns;
	struct outcome o;

	in.control = control;
	make_alike(t);
	assert_ptr_equal(host_current(), root);
	host_leave(sys_exchange_registers(root, t->id, control, &in));
	if (cpu != 0)
		assert_int_equal(root->state, THREAD_ASKING);
	root_looks_on();
	assert_int_equal(root->state, THREAD_RUNNING);
	assert_int_equal(root->frame.returns, returns + 1);
	o = outcome(t, false);
	/* The ids of pagers differ. */
	o.old[5] = 0;
	if (!(control & L4_EXREGS_SET_PAGER))
		o.pager = 0;
	check_all();
	return o;
}

static void as_local(word_t control)
{
	several_begin(2);
	for (unsigned int state = 0; state < TARGETS; state++) {
		unsigned int n = 2 * state * TARGET_NUMBERS + 1;
		struct outcome local = exchange(n, state, 0, control);
		struct outcome remote = exchange(n + TARGET_NUMBERS, state, 1, control);

		local.is_queued = remote.is_queued = false;
		assert_memory_equal(&local, &remote, sizeof(local));
		assert_true(remote.has_other_id);
	}
}

#define AS_LOCAL(name, control) \
	static void name(void **state) \
	{ \
		(void)state; \
		as_local(control); \
	}
#define CANCELS	(L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV)
#define HALTS	(L4_EXREGS_HALT_VALID | L4_EXREGS_HALT)

AS_LOCAL(reads, L4_EXREGS_DELIVER)
AS_LOCAL(sets, L4_EXREGS_SETS)
AS_LOCAL(cancels_send, L4_EXREGS_CANCEL_SEND)
AS_LOCAL(cancels_receive, L4_EXREGS_CANCEL_RECV)
AS_LOCAL(cancels_and_sets, CANCELS | L4_EXREGS_SETS)
AS_LOCAL(halts, HALTS)
AS_LOCAL(resumes, L4_EXREGS_HALT_VALID)
AS_LOCAL(starts, CANCELS | L4_EXREGS_HALT_VALID | L4_EXREGS_SET_IP | L4_EXREGS_SET_SP)
AS_LOCAL(stops, CANCELS | HALTS)

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads),
	cmocka_unit_test(sets),
	cmocka_unit_test(cancels_send),
	cmocka_unit_test(cancels_receive),
	cmocka_unit_test(cancels_and_sets),
	cmocka_unit_test(halts),
	cmocka_unit_test(resumes),
	cmocka_unit_test(starts),
	cmocka_unit_test(stops),
};
SUITE(exregs);
