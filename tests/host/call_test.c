/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of all kinds with parameters of all kinds, by whoever runs, with interrupts at any
 * preemption point: the kernel's data stay whole, and in the end every byte comes back.
 */
#include "system.h"

#include <arch/time.h>
#include <generic/mapdb.h>
#include <generic/sched.h>

#define THREADS		8
#define MEMORY		0x40000000ul
#define NUMBERS		200	/* thread numbers that check_threads() looks at */
#define TEST_LINES	3

static unsigned int version[THREADS];

/* One of the test's threads, perhaps one that does not exist, or another version of it. */
static word_t some_thread(void)
{
	unsigned int n = test_random(THREADS);

	return tid_version(n, version[n] + (test_random(20) == 0));
}

/* As a user would write it: local ids, the special ids, interrupts, garbage. */
static word_t any_id(void)
{
	switch (test_random(16)) {
	case 0:
		return L4_TID_NIL;
	case 1:
		return L4_TID_ANY;
	case 2:
		return L4_TID_ANY_LOCAL;
	case 3:
		return UTCB(test_random(THREADS + 2)) + 0x200;
	case 4:
		return host_random(&test_random_state);
	case 5:
		return tid_make(test_random(TEST_LINES), 1);
	case 6:
		return host_current()->id;
	default:
		return some_thread();
	}
}

static u16 some_timeout(void)
{
	switch (test_random(4)) {
	case 0:
		return NEVER;
	case 1:
		return ZERO;
	case 2:
		return (u16)(1 + test_random(500));
	default:
		return (u16)test_random(0x10000);
	}
}

static word_t some_fpage(void)
{
	unsigned int log2 = 10 + test_random(14);
	word_t base = MEMORY + (word_t)test_random(2048) * ARCH_PAGE_SIZE;

	switch (test_random(12)) {
	case 0:
		return L4_FPAGE_COMPLETE | test_random(8);
	case 1:
		return host_random(&test_random_state);
	case 2:
		return 0;
	case 3:
	case 4:
		return (word_t)test_random(2000) << 16 | (word_t)test_random(18) << 10 | 2 << 4 |
		       test_random(8);
	default:
		return (base >> log2 << log2) | log2 << 4 | (test_random(3) ? 7 : test_random(8));
	}
}

/* A thread that waits for a message, if there is one. */
static word_t someone_waiting(void)
{
	unsigned int n = test_random(THREADS);

	for (unsigned int i = 0; i < THREADS; i++) {
		struct thread *t = thread_find(tid_version((n + i) % THREADS,
							   version[(n + i) % THREADS]));

		if (t != NULL && t->tcb.state == THREAD_WAITING)
			return t->tcb.id;
	}
	return any_id();
}

/* A string's descriptor: header with its length, address. */
static void put_string(word_t *word)
{
	word[0] = (word_t)(test_random(4) ? test_random(0x6000) : test_random(0x400000)) << 10 |
		  test_random(0x400);
	word[1] = MEMORY + test_random(2048 * ARCH_PAGE_SIZE);
	if (test_random(30) == 0)
		word[1] = host_random(&test_random_state);
}

static void put_item(word_t *word)
{
	if (test_random(3) == 0) {
		put_string(word);
		return;
	}
	word[0] = (some_fpage() >> 10 << 10) | 8 | test_random(2) << 1 | test_random(2);
	word[1] = some_fpage();
}

static void put_buffers(struct thread *t)
{
	word_t window = test_random(3) ? L4_FPAGE_COMPLETE : some_fpage();

	utcb_write(t, L4_UTCB_BR(0), (window & ~0xful) | test_random(2));
	for (int i = 1; i + 1 < L4_NUM_BRS; i += 2) {
		word_t word[2];

		put_string(word);
		utcb_write(t, L4_UTCB_BR(i), word[0]);
		utcb_write(t, L4_UTCB_BR(i + 1), word[1]);
	}
	utcb_write(t, L4_UTCB_XFER_TIMEOUTS, TIMEOUTS(some_timeout(), some_timeout()));
	utcb_write(t, L4_UTCB_VIRTUAL_SENDER, any_id());
	utcb_write(t, L4_UTCB_FLAGS, test_random(256));
}

static struct tcb *random_ipc(struct tcb *me)
{
	unsigned int u = test_random(4) ? test_random(6) : test_random(64);
	unsigned int t = test_random(2) ? 0 : 2 * test_random(4);

	mr(me)[0] = (host_random(&test_random_state) & 0xf000) | t << 6 | u;
	for (unsigned int i = u + 1; i + 1 < L4_NUM_MRS && i < u + t; i += 2)
		put_item(&mr(me)[i]);
	put_buffers(thread_of(me));
	return sys_ipc(me, test_random(2) ? someone_waiting() : any_id(), any_id(),
		       TIMEOUTS(some_timeout(), some_timeout()));
}

/* Calls of any thread. */
static struct tcb *random_call(struct tcb *me)
{
	struct exregs in;

	switch (test_random(14)) {
	case 0:
		in = (struct exregs){
			.control = test_random(0x400), .sp = host_random(&test_random_state),
			.ip = host_random(&test_random_state) >> test_random(2),
			.flags = host_random(&test_random_state),
			.handle = host_random(&test_random_state), .pager = any_id(),
		};
		return sys_exchange_registers(me, any_id(), &in);
	case 1:
		return sys_thread_switch(me, any_id());
	case 2:
		return sys_schedule(me, any_id(),
				    test_random(2) ? ~0ul : (word_t)test_random(0x10000) << 16,
				    ~0ul, test_random(300), ~0ul);
	case 3:
	case 4:
		for (unsigned int i = 0; i < 4; i++)
			mr(me)[i] = some_fpage();
		return sys_unmap(me, test_random(4) | (test_random(3) == 0 ? L4_UNMAP_FLUSH : 0));
	case 5:
		return fault_page(me, some_fpage() & 0x7ffffffffffful, 1u << test_random(3));
	case 6:
		return fault_io(me, test_random(0x10000), 1);
	case 7:
		return fault_exception(me);
	case 8:
		utcb_write(thread_of(me), L4_UTCB_PAGER, any_id());
		utcb_write(thread_of(me), L4_UTCB_EXCEPTION_HANDLER, any_id());
		return me;
	default:
		return random_ipc(me);
	}
}

/* Calls that only the root task may make; about test threads only, it has to survive. */
static struct tcb *random_control(struct tcb *me)
{
	unsigned int n = test_random(THREADS);
	word_t id = tid_version(n, version[n]);
	word_t line = tid_make(test_random(TEST_LINES), 1);

	switch (test_random(8)) {
	case 0:
		return sys_thread_control(me, id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, ~0ul);
	case 1:
		version[n] = 1 + test_random(3);
		id = tid_version(n, version[n]);
		/* fall through */
	case 2:
	case 3:
		return sys_thread_control(me, id, some_thread(), me->id,
					  test_random(3) ? me->id : some_thread(),
					  test_random(5) ? UTCB(n) : ~0ul);
	case 4:
		return sys_thread_control(me, id, id, me->id, L4_TID_NIL, ~0ul);
	case 5:
		return sys_space_control(me, some_thread(), 0, KIP_AREA | 12 << 4,
					 UTCB_AREA | UTCB_AREA_LOG2 << 4,
					 test_random(2) ? L4_TID_ANY : some_thread());
	case 6:
		return sys_thread_control(me, line, line, L4_TID_NIL,
					  test_random(2) ? some_thread() : line, ~0ul);
	default:
		mr(me)[0] = 2;
		mr(me)[1] = mr(me)[2] = 0x1000;
		return sys_ipc(me, some_thread(), L4_TID_NIL, TIMEOUTS(ZERO, ZERO));
	}
}

/* What happens while the kernel works: devices, and time passes. */
static void something_happens(void)
{
	if (test_random(3) == 0)
		host_irq_raise(test_random(TEST_LINES));
	if (test_random(3) == 0)
		host_time_advance(test_random(3000));
}

/* t gets memory and ports from sigma0. */
static void give(struct tcb *t)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = &t->space->pt, .dst_va = MEMORY,
		.src_va = (paddr_t)test_random(4) << 20, .left = 4 << 20, .rights = RIGHT_RWX,
	};
	unsigned int lo = test_random(1000), hi = lo + test_random(1000);

	while (mapdb_map(&op) == ERR_AGAIN)
		;
	if (iospace_map(&sigma0->space->io, &t->space->io, &t->space->pt, lo, hi, false))
		assert_true(alloc_has_failed());
}

static void play(unsigned int rounds)
{
	for (unsigned int i = 0; i < rounds; i++) {
		struct tcb *me = host_current(), *next = me;

		if (test_random(30) == 0)
			test_random_preemption();
		if (me == this_cpu()->idle || test_random(10) == 0)
			something_happens();
		else if (me == root)
			next = test_random(3) ? random_control(me) :
			       sys_ipc(me, L4_TID_NIL, test_random(2) ? L4_TID_ANY : some_thread(),
				       TIMEOUTS(ZERO, 1 + test_random(1000)));
		else if (test_random(20) == 0)
			give(me);
		else
			next = random_call(me);
		host_leave(next);
		check_threads(NUMBERS);
		assert_true(host_tlb_is_sound());
	}
}

/* All of the test's threads go, whatever they do. */
static void end(void)
{
	host_preempt_hook = NULL;
	host_preempt_never();
	alloc_fail_at(0);
	while (host_current() != root) {
		struct tcb *me = host_current();

		host_time_advance(1000);
		if (me == this_cpu()->idle || !root->is_queued)
			host_interrupt();
		else
			host_leave(sys_thread_switch(me, root->id));
		if (me != this_cpu()->idle && host_current() == me)
			host_leave(sys_ipc(me, L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER)));
	}
	for (unsigned int n = 0; n < THREADS; n++)
		delete_thread(tid(n));
	for (unsigned int n = 0; n < TEST_LINES; n++)
		thread_control(tid_make(n, 1), tid_make(n, 1), L4_TID_NIL, tid_make(n, 1), ~0ul);
	check_threads(NUMBERS);
}

/* sigma0's pages and tables. */
static void flush_sigma0(void)
{
	struct unmap_op op = {
		.pt = &sigma0->space->pt, .end = ARCH_USER_END, .revoke = RIGHT_RWX, .flush = true,
	};

	assert_int_equal(mapdb_unmap(&op), ERR_OK);
}

static void random_calls(bool without_memory)
{
	struct balance before;

	for (unsigned int n = 0; n < THREADS; n++)
		version[n] = 1;
	system_begin();
	before = balance();
	for (unsigned int episode = 0; episode < test_rounds(100); episode++) {
		for (unsigned int n = 0; n < THREADS; n++) {
			version[n] = 1;
			make_thread(n, n % 3 == 0 ? n : n - n % 3);
		}
		host_preempt_hook = something_happens;
		for (unsigned int k = 0; k < 20; k++) {
			if (without_memory)
				alloc_fail_at(1 + test_random(60));
			play(60);
		}
		end();
		flush_sigma0();
		assert_balance(before);
	}
}

static void calls_random(void **state)
{
	(void)state;
	random_calls(false);
}

static void calls_without_memory(void **state)
{
	(void)state;
	random_calls(true);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(calls_random),
	cmocka_unit_test(calls_without_memory),
};
SUITE(call);
