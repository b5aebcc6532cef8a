/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of untyped words where a partner is a 32-bit program: from programs, from the kernel, in
 * the names of others. (X.2, IA-32 interface; Ipc; protocols)
 */
#include "compat.h"

#include <api/preemption.h>
#include <arch/time.h>
#include <generic/sched.h>

#define HALF_ONES	0xfffffffful
#define MASK_BEFORE	0xfedcba9887654321	/* any value of WordSizeMask */

static struct tcb *s, *r;	/* sender and receiver */

static bool s_is32, r_is32;

static void begin(bool s32, bool r32)
{
	system_begin();
	s = make_either(0, 0, s32);
	r = make_either(1, 1, r32);
	s_is32 = s32;
	r_is32 = r32;
	/* An equal of the others from now on. */
	host_leave(sys_schedule(root, root->id, UNCHANGED, UNCHANGED, s->prio, UNCHANGED));
}

/* What of a word that s has sent reaches r. */
static word_t carried(word_t w)
{
	return s_is32 || r_is32 ? w & HALF_ONES : w;
}

/* A word with something in both halves, and bit 31 set in every other one. */
static word_t value(word_t seed, unsigned int i)
{
	return (seed * 0x10001 + i) << 32 | (i & 1) << 31 | seed << 8 | i;
}

/* Both UTCBs are full of words that are known. */
static void fill(word_t seed)
{
	for (int i = 1; i < L4_NUM_MRS; i++) {
		set_program_word(s, i, value(seed, (unsigned int)i));
		set_program_word(r, i, value(seed + 100, (unsigned int)i));
	}
	set_program_word(r, L4_UTCB_WORD_SIZE_MASK, MASK_BEFORE);
	set_program_word(s, L4_UTCB_WORD_SIZE_MASK, MASK_BEFORE);
}

/* All of r's slot but message registers and the words that a message may set. */
static void remember(u8 slot[1024])
{
	memcpy(slot, (u8 *)mr32(r) - 0x200, 1024);
}

static void check_rest(const u8 before[1024])
{
	const u8 *now = (u8 *)mr32(r) - 0x200;
	size_t word = r_is32 ? 4 : 8, first = 0x200, last = 0x200 + L4_NUM_MRS * word;

	assert_memory_equal(now, before, first - word);
	assert_memory_equal(now + last, before + last, 1024 - last);
}

/* r has got u words of s. (IPC-14, IPC-15, IPC-16, ID-12, WordSizeMask) */
static void check(unsigned int u, word_t tag, word_t seed)
{
	word_t seen = r_is32 ? tag & HALF_ONES : s_is32 ? (word_t)(s32)tag : tag;

	assert_true(program_word(r, 0) == seen);
	assert_true(r->frame.from == s->id);
	for (unsigned int i = 1; i < L4_NUM_MRS; i++) {
		word_t had = r_is32 ? value(seed + 100, i) & HALF_ONES : value(seed + 100, i);

		assert_true(program_word(r, (int)i) == (i <= u ? carried(value(seed, i)) : had));
		assert_true(program_word(s, (int)i) ==
			    (s_is32 ? value(seed, i) & HALF_ONES : value(seed, i)));
	}
	if (!r_is32)
		assert_true(mr(r)[L4_UTCB_WORD_SIZE_MASK] ==
			    (s_is32 ? MASK_BEFORE & HALF_ONES : MASK_BEFORE));
	assert_true(program_word(s, L4_UTCB_WORD_SIZE_MASK) ==
		    (s_is32 ? MASK_BEFORE & HALF_ONES : MASK_BEFORE));
}

static void words(bool s32, bool r32)
{
	u8 slot[1024];

	begin(s32, r32);
	for (unsigned int u = 0; u < L4_NUM_MRS; u++) {
		word_t tag = (word_t)(u & 1 ? -1 - (long)u : (long)u) << 16 | u;

		for (unsigned int order = 0; order < 2; order++) {
			fill(u + order);
			become(order == 0 ? r : s);
			remember(slot);
			if (order == 0) {
				ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(ZERO, NEVER));
				become(s);
				ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), tag);
			} else {
				ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(NEVER, ZERO), tag);
				become(r);
				ipc(L4_TID_NIL, s->id, TIMEOUTS(ZERO, ZERO));
			}
			check(u, tag, u + order);
			check_rest(slot);
			become(root);
		}
	}
}

static void words_32_64(void **state)
{
	(void)state;
	words(true, false);
}

static void words_64_32(void **state)
{
	(void)state;
	words(false, true);
}

static void words_32_32(void **state)
{
	(void)state;
	words(true, true);
}

static void words_64_64(void **state)
{
	(void)state;
	words(false, false);
}

/* Two 32-bit programs of one space know each other by local ids. (ID-14) */
static void local_ids(void **state)
{
	struct tcb *other;

	(void)state;
	system_begin();
	s = make_thread32(0, 0);
	r = make_thread32(1, 0);
	other = make_thread(2, 2);
	host_leave(sys_schedule(root, root->id, UNCHANGED, UNCHANGED, s->prio, UNCHANGED));
	become(r);
	ipc(L4_TID_NIL, tid_from32(0xffffffc0), TIMEOUTS(ZERO, NEVER));
	become(other);
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0);
	assert_true(ipc_failed(other, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND));
	become(s);
	ipc_tag(tid_from32((u32)UTCB(1) + 0x200), L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0);
	assert_true(r->frame.from == UTCB(0) + 0x200);
	assert_int_equal(r->state, THREAD_RUNNING);
}

/* Errors of a 32-bit program: its own word, and none beside it. */
static void errors(void **state)
{
	(void)state;
	begin(true, false);
	become(s);
	mr32(s)[L4_UTCB_ERROR_CODE] = mr32(s)[L4_UTCB_ERROR_CODE + 1] = 0x77777777;
	mr32(s)[L4_UTCB_ERROR_CODE - 1] = 0x77777777;
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0);
	assert_true(s->frame.tag == L4_TAG_ERROR && mr32(s)[0] == L4_TAG_ERROR);
	assert_true(mr32(s)[L4_UTCB_ERROR_CODE] == L4_IPC_TIMEOUT << 1);
	assert_true(mr32(s)[L4_UTCB_ERROR_CODE + 1] == 0x77777777);
	assert_true(mr32(s)[L4_UTCB_ERROR_CODE - 1] == 0x77777777);
	host_leave(sys_space_control(s, r->id, 0, 0, 0, 0));
	assert_true(mr32(s)[L4_UTCB_ERROR_CODE] == L4_ERROR_NO_PRIVILEGE);
}

/* --- messages that the kernel makes --- */

/* A page fault of s, r is its pager and answers with nothing. (PF-13) */
static void page_fault(bool s32, bool r32)
{
	u8 utcb[1024];
	word_t address = s32 ? 0x80000000 : 0x7fff80000000;

	begin(s32, r32);
	set_program_word(s, L4_UTCB_PAGER, program_id(s, r->id));
	fill(3);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	s->frame.ip = 0x90001234;
	memcpy(utcb, (u8 *)mr32(s) - 0x200, sizeof(utcb));
	host_leave(fault_page(s, address, RIGHT_W));
	assert_true(r->frame.tag == ((word_t)-2 << 20 | 2u << 16 | 2));
	assert_true(program_word(r, 0) == (r32 ? 0xffe20002 : 0xffffffffffe20002));
	assert_true(program_word(r, 1) == carried(address));
	assert_true(program_word(r, 2) == 0x90001234);
	if (!r32)
		assert_true(mr(r)[L4_UTCB_WORD_SIZE_MASK] ==
			    (s32 ? MASK_BEFORE & HALF_ONES : MASK_BEFORE));
	become(r);
	ipc_tag(s->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0);
	assert_int_equal(r->frame.tag & L4_TAG_ERROR, 0);
	assert_int_equal(s->state, THREAD_RUNNING);
	assert_memory_equal((u8 *)mr32(s) - 0x200, utcb, sizeof(utcb));
}

static void page_fault_32_64(void **state)
{
	(void)state;
	page_fault(true, false);
}

static void page_fault_64_32(void **state)
{
	(void)state;
	page_fault(false, true);
}

static void page_fault_32_32(void **state)
{
	(void)state;
	page_fault(true, true);
}

/* An exception of s, which r handles: all registers cross, cut to what both can say. */
static void exception(bool s32, bool r32)
{
	unsigned int n;

	begin(s32, r32);
	n = port_exception_words(s);
	set_program_word(s, L4_UTCB_EXCEPTION_HANDLER, program_id(s, r->id));
	fill(5);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	for (unsigned int i = 0; i < HOST_REGISTERS; i++)
		s->frame.reg[i] = s32 ? value(9, i) & HALF_ONES : value(9, i);
	s->frame.exception = 3;
	s->frame.ip = 0x1234;
	host_leave(fault_exception(s));
	assert_true(r->frame.tag == ((word_t)-5 << 20 | n));
	assert_true(program_word(r, 1) == 0x1234 && program_word(r, 4) == 3);
	for (unsigned int i = 0; i < HOST_REGISTERS; i++)
		assert_true(program_word(r, 5 + (int)i) == carried(value(9, i)));
	/* The answer sets registers that a 32-bit program has to what it can hold. */
	become(r);
	for (unsigned int i = 1; i <= n; i++)
		set_program_word(r, (int)i, value(11, i) & ~HOST_IP_INVALID);
	ipc_tag(s->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), n);
	assert_true(s->frame.ip == carried(value(11, 1) & ~HOST_IP_INVALID));
	for (unsigned int i = 0; i < HOST_REGISTERS; i++)
		assert_true(s->frame.reg[i] == carried(value(11, 5 + i) & ~HOST_IP_INVALID));
}

static void exception_32_64(void **state)
{
	(void)state;
	exception(true, false);
}

static void exception_64_32(void **state)
{
	(void)state;
	exception(false, true);
}

static void exception_32_32(void **state)
{
	(void)state;
	exception(true, true);
}

/* Ports that are missing. (IO faults) */
static void io_fault(void **state)
{
	(void)state;
	begin(true, false);
	mr32(s)[L4_UTCB_PAGER] = (u32)program_id(s, r->id);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	s->frame.ip = 0x1234;
	host_leave(fault_io(s, 0xf3f8, 1));
	assert_true(mr(r)[0] == ((word_t)-8 << 20 | 6u << 16 | 2));
	assert_true(mr(r)[1] == 0xf3f80020 && mr(r)[2] == 0x1234);
	assert_int_equal(s->state, THREAD_WAITING);
}

/* The clock as the preempted thread's words: one, or two halves. (X.2, preemption) */
static void preemption(bool s32, bool r32)
{
	usec_t now;

	begin(s32, r32);
	host_time_advance(5ul << 32);
	host_interrupt();
	set_program_word(s, L4_UTCB_EXCEPTION_HANDLER, program_id(s, r->id));
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	now = arch_time_now();
	attention_raise(s, ATTENTION_SIGNAL);
	host_leave(s);
	assert_true(r->frame.tag == ((word_t)-3 << 20 | 2));
	assert_true(program_word(r, 1) == carried(now));
	assert_true(program_word(r, 2) == (s32 ? now >> 32 : 0));
}

static void preemption_32_64(void **state)
{
	(void)state;
	preemption(true, false);
}

static void preemption_64_32(void **state)
{
	(void)state;
	preemption(false, true);
}

static void preemption_32_32(void **state)
{
	(void)state;
	preemption(true, true);
}

/* Flags that the kernel looks at and clears. (X.2, flags word) */
static void flags(void **state)
{
	(void)state;
	begin(true, false);
	become(s);
	mr32(s)[L4_UTCB_FLAGS] = 0x12340000 | L4_UTCB_FLAG_PENDING | L4_UTCB_FLAG_DELAY;
	mr32(s)[L4_UTCB_FLAGS - 1] = mr32(s)[L4_UTCB_FLAGS + 1] = ~0u;
	assert_true(preemption_ops.wants_delay(s));
	host_leave(sys_thread_switch(s, s->id));
	assert_true(mr32(s)[L4_UTCB_FLAGS] == (0x12340000 | L4_UTCB_FLAG_DELAY));
	preemption_ops.delayed(s);
	assert_true(mr32(s)[L4_UTCB_FLAGS] ==
		    (0x12340000 | L4_UTCB_FLAG_DELAY | L4_UTCB_FLAG_PENDING));
	assert_true(mr32(s)[L4_UTCB_FLAGS - 1] == ~0u && mr32(s)[L4_UTCB_FLAGS + 1] == ~0u);
	mr32(s)[L4_UTCB_FLAGS] = L4_UTCB_FLAG_SIGNAL;
	assert_false(preemption_ops.wants_delay(s));
	preemption_ops.preempted(s);
	assert_true(attention(s) & ATTENTION_SIGNAL);
}

/* A device's message to a 32-bit handler, and its acknowledgement. */
static void interrupt(void **state)
{
	word_t line = tid_make(3, 1);

	(void)state;
	begin(true, true);
	become(root);
	assert_int_equal(thread_control(line, line, L4_TID_NIL, s->id, ~0ul), 1);
	become(s);
	for (unsigned int i = 0; i < 3; i++) {
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
		host_irq_raise(3);
		host_interrupt();
		become(s);
		assert_true(s->frame.from == line && mr32(s)[0] == 0xfff00000);
		mr32(s)[1] = 0x12345678;
		ipc_tag(line, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 1);
		assert_int_equal(s->frame.tag & L4_TAG_ERROR, 0);
	}
}

static void start_by_32bit_pager(void **state)
{
	struct tcb *t;

	(void)state;
	begin(true, false);
	become(root);
	assert_int_equal(thread_control(tid(5), r->id, root->id, s->id, UTCB(5)), 1);
	t = tcb_of(tid(5));
	become(s);
	mr32(s)[1] = 0x80001000;
	mr32(s)[2] = 0xfffffff0;
	mr32(s)[3] = ~0u;
	ipc_tag(t->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2);
	assert_int_equal(t->state, THREAD_RUNNING);
	assert_true(t->frame.ip == 0x80001000 && t->frame.sp == 0xfffffff0);
}

/* --- ids in UTCBs --- */

/* s sends in the name of v, a thread of its space, to r. (X.2, propagation) */
static void propagation(bool s32, bool r32, bool by_local_id)
{
	struct tcb *v;

	begin(s32, r32);
	become(root);
	assert_int_equal(thread_control(tid_version(2, 0x123), s->id, root->id, root->id, UTCB(2)),
			 1);
	v = tcb_of(tid_version(2, 0x123));
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	set_program_word(s, L4_UTCB_VIRTUAL_SENDER,
			 by_local_id ? v->local_id : program_id(s, v->id));
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), L4_TAG_PROPAGATED);
	assert_true(r->frame.tag == L4_TAG_PROPAGATED && r->frame.from == v->id);
	assert_true(program_word(r, L4_UTCB_VIRTUAL_SENDER) == program_id(r, s->id));
}

static void propagation_32_64(void **state)
{
	(void)state;
	propagation(true, false, false);
}

static void propagation_local(void **state)
{
	(void)state;
	propagation(true, false, true);
}

static void propagation_64_32(void **state)
{
	(void)state;
	propagation(false, true, false);
}

/* r is the redirector of s's space and learns whom the message was for. (X.2, redirectors) */
static void redirection(void **state)
{
	struct tcb *to;

	(void)state;
	begin(false, true);
	become(root);
	to = make_thread(2, 2);
	host_leave(sys_space_control(root, s->id, 0, 0, 0, r->id));
	become(r);
	mr32(r)[L4_UTCB_INTENDED_RECEIVER + 1] = ~0u;
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	ipc_tag(to->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0);
	assert_true(r->frame.tag == L4_TAG_REDIRECTED && r->frame.from == s->id);
	assert_true(mr32(r)[L4_UTCB_INTENDED_RECEIVER] == program_id(r, to->id));
	assert_true(mr32(r)[L4_UTCB_INTENDED_RECEIVER + 1] == ~0u);
}

/* ExchangeRegisters by the 64-bit pager of a 32-bit thread: it keeps the lower halves. */
static void exchange_registers(void **state)
{
	struct exregs in = {
		.sp = 0x123456789abcdef0, .ip = 0xfedcba9812345678, .flags = 0xff000000ff,
		.handle = 0x1111222233334444, .pager = tid_version(9, 0x3ffe),
	};

	(void)state;
	begin(true, false);
	mr32(s)[L4_UTCB_PAGER] = (u32)program_id(s, r->id);
	mr32(s)[L4_UTCB_USER_HANDLE] = 0x87654321;
	become(r);
	host_leave(sys_exchange_registers(r, s->id, 0, &in));
	assert_true(r->frame.result == s->local_id && r->frame.old[4] == 0x87654321);
	assert_true(r->frame.old[5] == r->id);
	host_leave(sys_exchange_registers(r, s->id, L4_EXREGS_SETS, &in));
	assert_true(s->frame.sp == 0x9abcdef0 && s->frame.ip == 0x12345678);
	assert_true(s->frame.flags == (HOST_FLAGS_FIXED | 0xff));
	assert_true(mr32(s)[L4_UTCB_USER_HANDLE] == 0x33334444);
	assert_true(mr32(s)[L4_UTCB_PAGER] == program_id(s, in.pager));
	/* It is that one's now. */
	host_leave(sys_exchange_registers(r, s->id, 0, &in));
	assert_int_equal(error_code(r), L4_ERROR_INVALID_THREAD);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(words_32_64),
	cmocka_unit_test(words_64_32),
	cmocka_unit_test(words_32_32),
	cmocka_unit_test(words_64_64),
	cmocka_unit_test(local_ids),
	cmocka_unit_test(errors),
	cmocka_unit_test(page_fault_32_64),
	cmocka_unit_test(page_fault_64_32),
	cmocka_unit_test(page_fault_32_32),
	cmocka_unit_test(exception_32_64),
	cmocka_unit_test(exception_64_32),
	cmocka_unit_test(exception_32_32),
	cmocka_unit_test(io_fault),
	cmocka_unit_test(preemption_32_64),
	cmocka_unit_test(preemption_64_32),
	cmocka_unit_test(preemption_32_32),
	cmocka_unit_test(flags),
	cmocka_unit_test(interrupt),
	cmocka_unit_test(start_by_32bit_pager),
	cmocka_unit_test(propagation_32_64),
	cmocka_unit_test(propagation_local),
	cmocka_unit_test(propagation_64_32),
	cmocka_unit_test(redirection),
	cmocka_unit_test(exchange_registers),
};
IPC_SUITE(compat_ipc);
