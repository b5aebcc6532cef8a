/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies to exceptions, and ExchangeRegisters, that try to give a thread what the processor
 * refuses to return to: the thread gets an exception of its own, never the kernel.
 */
#include <l4/abi/kip.h>

#include "exc_code.h"

#define FLAG_TRAP	0x100
#define CHANGEABLE	(ARITHMETIC | 0x400)
#define CODE64_LIMIT	0x100000000ul
#define LAST_CODE	0xfffffffeul	/* two bytes below the end of what 32-bit code sees */

/* Edges of the canonical addresses; the others are the kernel's, or never mapped. */
static const struct {
	L4_Word_t address;
	bool canonical;
} edges[] = {
	{ 0x00007ffffffff000, true }, { 0x00007ffffffffffe, true }, { 0x00007fffffffffff, true },
	{ 0x0000800000000000, false }, { 0x0000800000000001, false }, { 0x4000000000000000, false },
	{ 0x8000000000000000, false }, { 0xffff7ffffffffffe, false },
	{ 0xffff7fffffffffff, false }, { 0xffff800000000000, true }, { 0xffffffffffffffff, true },
};
#define EDGES	(sizeof(edges) / sizeof(edges[0]))

static void check_edge(struct helper *h, enum outcome outcome, unsigned int i)
{
	if (edges[i].canonical) {
		tap_check_eq(outcome, PAGE_FAULT);
		tap_check_eq(h->mr[1], edges[i].address);
		tap_check_eq(h->mr[2], edges[i].address);
	} else {
		tap_check_eq(outcome, EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
		tap_check_eq(h->mr[MR_ERROR], 0);
		tap_check_eq(h->mr[MR_IP], edges[i].address);
	}
}

TAP_TEST(exc, reply_edges, "EXC-08 every edge of the canonical addresses as IP in a reply")
{
	struct helper *h;
	unsigned int i;

	for (i = 0; i < EDGES; i++) {
		tap_context("%#lx", edges[i].address);
		h = handled(helper_there());
		check_exception(h, raise_ud2, raise_ud2_ip, VECTOR_OPCODE, 0);
		h->mr[MR_IP] = edges[i].address;
		check_edge(h, exc_reply(h, 1), i);
		helper_forget(h);
	}
}

TAP_TEST(exc, set_edges, "EXC-08 the same by ExchangeRegisters, for a waiting and a busy thread")
{
	static volatile L4_Word_t counter, stop;
	struct exregs r;
	struct helper *h;
	unsigned int i;

	stop = 0;
	for (i = 0; i < 2 * EDGES; i++) {
		tap_context("%#lx", edges[i / 2].address);
		h = handled(helper_here());
		r = (struct exregs){ .ip = edges[i / 2].address };
		if (i & 1) {
			helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
			L4_Sleep(L4_TimePeriod(100));
		}
		exregs(h->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP, &r);
		check_edge(h, helper_finish(h), i / 2);
		helper_forget(h);
	}
}

TAP_TEST(exc, start_edges, "EXC-08 the same in a start message")
{
	struct helper h;
	unsigned int i;

	for (i = 0; i < EDGES; i++) {
		tap_context("%#lx", edges[i].address);
		h.id = new_id();
		check_granted(thread_create_here(h.id, main_thread));
		if (!edges[i].canonical) {
			/* No handler yet: it halts, as behind any exception. */
			check_ok(thread_start(h.id, edges[i].address));
			settle();
			tap_check_eq(exregs_read(h.id).control, L4_EXREGS_WAS_HALTED);
			tap_check_eq(exregs_read(h.id).ip, edges[i].address);
			continue;
		}
		check_ok(thread_start(h.id, edges[i].address));
		check_edge(&h, helper_finish(&h), i);
	}
}

TAP_TEST(exc, set_twice, "EXC-08 a second IP that is good makes up for a bad one")
{
	struct helper *h = handled(helper_here());
	struct exregs r = { .ip = 0x8000000000000000 };

	check_exception(h, raise_ud2, raise_ud2_ip, VECTOR_OPCODE, 0);
	exregs(h->id, L4_EXREGS_SET_IP | L4_EXREGS_HALT_VALID | L4_EXREGS_HALT, &r);
	r.ip = (L4_Word_t)raise_ud2_ip + 2;
	exregs(h->id, L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP |
	       L4_EXREGS_HALT_VALID, &r);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, reply_each_flag,
	 "EXC-07 of each flag alone in a reply: only what programs may change")
{
	struct helper *h = handled(helper_there());
	unsigned int i;

	for (i = 0; i < 64; i++) {
		if (1ul << i == FLAG_TRAP)
			continue;
		tap_context("bit %u", i);
		set_pattern();
		check_exception(h, raise_pattern, raise_pattern_ip, VECTOR_OPCODE, 0);
		h->mr[MR_IP] = (L4_Word_t)raise_pattern_end;
		h->mr[MR_FLAGS] = 1ul << i;
		tap_check_eq(exc_reply(h, EXC_WORDS), DONE);
		tap_check_eq(exc_after.flags, FIXED_FLAGS | (1ul << i & CHANGEABLE));
	}
}

TAP_TEST(exc, reply_trap_flag, "EXC-07 the trap flag in a reply steps one instruction")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_ud2, raise_ud2_ip, VECTOR_OPCODE, 0);
	h->mr[MR_IP] += 2;
	h->mr[MR_FLAGS] |= FLAG_TRAP;
	tap_check_eq(exc_reply(h, MR_FLAGS), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_DEBUG);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_ud2_ip + 2 + 5);
	tap_check_eq(h->mr[MR_RAX], CODE_RESULT);
	h->mr[MR_FLAGS] &= ~(L4_Word_t)FLAG_TRAP;
	tap_check_eq(exc_reply(h, MR_FLAGS), DONE);
}

/* Where the words 2 to 16 of a message are in struct raw. */
static const unsigned char order[] = {
	[2] = RAW_RBX, RAW_R10, RAW_R12, RAW_R13, RAW_R14, RAW_R15, RAW_RAX, RAW_RCX, RAW_RDX,
	RAW_RSI, RAW_RDI, RAW_RBP, RAW_R8, RAW_R9, RAW_R11,
};

TAP_TEST(exc, reply_each_length, "EXC-06 a reply of u words changes the first u registers only")
{
	struct helper *h = handled(helper_there());
	unsigned int i, u;

	for (u = 1; u < __L4_NUM_MRS; u++) {
		tap_context("%u words", u);
		set_pattern();
		check_exception(h, raise_pattern, raise_pattern_ip, VECTOR_OPCODE, 0);
		for (i = 2; i < __L4_NUM_MRS; i++)
			if (i != MR_SP)
				h->mr[i] = ~pattern(i);
		h->mr[MR_IP] = (L4_Word_t)raise_pattern_end;
		h->mr[MR_FLAGS] = 0;
		tap_check_eq(exc_reply(h, u), DONE);
		for (i = 2; i <= u && i <= 16; i++)
			*(L4_Word_t *)((char *)&exc_before + order[i]) = ~pattern(i);
		if (u >= MR_FLAGS)
			exc_before.flags = FIXED_FLAGS;
		tap_check_eq(registers_changed(), 0);
	}
}

TAP_TEST(exc, reply_stack, "EXC-05 any value as SP in a reply; using it is the thread's fault")
{
	static const L4_Word_t more[] = { 0, 1, 8, 0xfff };
	struct helper *h = handled(helper_there());
	L4_Word_t sp, good;
	unsigned int i;

	check_exception(h, raise_push, raise_push_ip, VECTOR_OPCODE, 0);
	good = h->mr[MR_SP];
	for (i = 0; i < EDGES + 4; i++) {
		sp = i < EDGES ? edges[i].address : more[i - EDGES];
		tap_context("%#lx", sp);
		h->mr[MR_IP] = (L4_Word_t)raise_push_ip;
		h->mr[MR_SP] = sp;
		tap_check_eq(exc_reply(h, EXC_WORDS), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_OPCODE);
		tap_check_eq(h->mr[MR_SP], sp);
	}
	tap_context("push");
	for (i = 0; i < EDGES; i++) {
		if (edges[i].canonical)
			continue;
		h->mr[MR_IP] = (L4_Word_t)raise_push_ip + 2;
		h->mr[MR_SP] = edges[i].address;
		tap_check_eq(exc_reply(h, EXC_WORDS), EXCEPTION);
		/* QEMU 7 does not tell stack accesses from others. */
		tap_check_eq(h->mr[MR_VECTOR], is_tcg() ? VECTOR_PROTECTION : VECTOR_STACK);
		tap_check_eq(h->mr[MR_ERROR], 0);
	}
	h->mr[MR_IP] = (L4_Word_t)raise_push_ip + 2;
	h->mr[MR_SP] = good;
	tap_check_eq(exc_reply(h, EXC_WORDS), DONE);
}

/* 32-bit code of a 64-bit program. */
helper_fn compat_run;
extern const char compat_leave[], compat_ud2[], compat_into[], compat_into_ip[];
extern const char compat_bound[], compat_bound_ip[], compat_memory[], compat_null[];

static enum outcome compat(struct helper *h, L4_Word_t address)
{
	return helper_run(h, compat_run, address, 0, 0);
}

TAP_TEST(exc, compat_ip, "EXC-08 an IP beyond 32 bits in a reply to 32-bit code")
{
	static const L4_Word_t beyond[] = {
		CODE64_LIMIT, CODE64_LIMIT + PLACE, 0x00007ffffffff000, 0x0000800000000000,
		0xffff7fffffffffff, 0xffff800000000000, 0xffffffffffffffff,
	};
	struct helper *h = handled(helper_here());
	struct exregs r = { .control = 0 };
	unsigned int i;

	tap_check_eq(compat(h, (L4_Word_t)compat_ud2), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_OPCODE);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)compat_ud2);
	for (i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
		tap_context("%#lx", beyond[i]);
		h->mr[MR_IP] = beyond[i];
		tap_check_eq(exc_reply(h, 1), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
		tap_check_eq(h->mr[MR_IP], beyond[i]);
		r.ip = beyond[i];
		exregs(h->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP, &r);
		tap_check_eq(helper_finish(h), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
		tap_check_eq(h->mr[MR_IP], beyond[i]);
	}
	h->mr[MR_IP] = (L4_Word_t)compat_leave;
	tap_check_eq(exc_reply(h, 1), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, compat_resumed,
	 "EXC-08 a thread that halted at such an IP does so again when resumed")
{
	struct helper *h = helper_here(), *handler = helper_here();
	struct exregs r = { .ip = CODE64_LIMIT + PLACE };
	unsigned int i;

	(void)helper_call(h, work_set_handler, handler->id.raw, 0, 0);
	helper_start(h, compat_run, (L4_Word_t)compat_ud2, 0, 0);
	settle();
	tap_check_eq(thread_state(h->id), L4_SCHED_PENDING_SEND);
	/* Without its handler it halts, there and wherever it goes. */
	helper_forget(handler);
	settle();
	exregs(h->id, L4_EXREGS_SET_IP | L4_EXREGS_HALT_VALID, &r);
	for (i = 0; i < 3; i++) {
		tap_context("resumed %u times", i + 1);
		settle();
		tap_check_eq(thread_state(h->id), L4_SCHED_INACTIVE);
		tap_check_eq(exregs_read(h->id).ip, CODE64_LIMIT + PLACE);
		(void)exregs_control(h->id, L4_EXREGS_HALT_VALID);
	}
	settle();
	r.ip = (L4_Word_t)compat_leave;
	exregs(h->id, L4_EXREGS_SET_IP | L4_EXREGS_HALT_VALID, &r);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

/* Two bytes of code at the end of what 32-bit code can reach. */
static struct helper *at_the_end(unsigned char a, unsigned char b)
{
	struct helper *h = handled(helper_there());
	unsigned char *code = (unsigned char *)page(0);

	code[page_size - 2] = a;
	code[page_size - 1] = b;
	give(h, page_fpage(0, L4_FullyAccessible), LAST_CODE & ~(page_size - 1),
	     L4_CompleteAddressSpace);
	return h;
}

static void check_leaves(struct helper *h)
{
	h->mr[MR_IP] = (L4_Word_t)compat_leave;
	tap_check_eq(exc_reply(h, 1), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, compat_kip, "EXC-08 KernelInterface in the last bytes of 32-bit addresses")
{
	struct helper *h = at_the_end(0xf0, 0x90);

	tap_check_eq(compat(h, LAST_CODE), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
	tap_check_eq(h->mr[MR_IP], CODE64_LIMIT);
	check_leaves(h);
}

TAP_TEST(exc, compat_syscall, "EXC-14 SYSCALL in 32-bit code: exception 6 at the instruction")
{
	struct helper *h = at_the_end(0x0f, 0x05);

	tap_check_eq(compat(h, LAST_CODE), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_OPCODE);
	tap_check_eq(h->mr[MR_IP], LAST_CODE);
	tap_check_eq(exc_reply(h, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_IP], LAST_CODE);
	check_leaves(h);
}

TAP_TEST(exc, compat_bound, "EXC-01 BOUND in 32-bit code: exception 5")
{
	struct helper *h = handled(helper_here());

	tap_check_eq(compat(h, (L4_Word_t)compat_bound), EXCEPTION);
	tap_check_eq(h->mr[0], EXC_TAG | x_bit(h, NULL));
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_BOUND);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)compat_bound_ip);
	check_leaves(h);
}

TAP_TEST(exc, compat_into, "EXC-11 INTO in 32-bit code counts as INT 4: exception 13")
{
	struct helper *h = handled(helper_here());

	tap_check_eq(compat(h, (L4_Word_t)compat_into), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)compat_into_ip);
	tap_check_msg(is_int_error(h->mr[MR_ERROR], 4), "error code %#lx", h->mr[MR_ERROR]);
	check_leaves(h);
}

TAP_TEST(exc, compat_memory,
	 "EXC-05 32-bit code uses memory through all segments after an exception")
{
	const char *const code[] = { compat_ud2, compat_null };
	struct helper *h = handled(helper_here());
	unsigned int i;

	for (i = 0; i < 2; i++) {
		tap_context("%u", i);
		tap_check_eq(compat(h, (L4_Word_t)code[i]), EXCEPTION);
		h->mr[MR_IP] = (L4_Word_t)compat_memory;
		tap_check_eq(exc_reply(h, 1), DONE);
		tap_check_eq(h->value, CODE_RESULT);
	}
}
