/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both code segments are open to all programs. What a program of one word size does with the code
 * of the other harms nobody, shows nothing of others, and is an exception where it is a call.
 */
#include <l4/abi/kip.h>

#include "exc32.h"
#include "exc_code.h"
#include "modes.h"

#define STUBS		0xffa01000ul
#define STUB_BYTES	16
#define STUB_SYSCALL	12
#define STUBS_32	0x400		/* behind STUBS: a set for each entering instruction */
#define STUB_32_BYTES	32
#define SET_BYTES	0x200
#define SETS		3
#define CALLS		10
#define END_PAGE	0xfffff000ul

static const struct {
	const char *name;
	unsigned int gate;
} harmless[] = {
	{ "ThreadSwitch", L4_KIP_WORD_THREAD_SWITCH },
	{ "SystemClock", L4_KIP_WORD_SYSTEM_CLOCK },
	{ "Ipc", L4_KIP_WORD_IPC },
	{ "ExchangeRegisters", L4_KIP_WORD_EXCHANGE_REGISTERS },
	{ "Unmap", L4_KIP_WORD_UNMAP },
	{ "Schedule", L4_KIP_WORD_SCHEDULE },
	{ "SpaceControl", L4_KIP_WORD_SPACE_CONTROL },
	{ "MemoryControl", L4_KIP_WORD_MEMORY_CONTROL },
};

#define HARMLESS	(sizeof(harmless) / sizeof(harmless[0]))

/* Registers with which each of them does nothing, or fails. */
static struct raw32 nothing(void)
{
	return (struct raw32){ .flags = 0x202 };
}

static void check_segments(const struct raw32 *r)
{
	tap_check_eq(r->ds, DATA);
	tap_check_eq(r->es, DATA);
	tap_check_eq(r->fs, DATA);
	tap_check_eq(r->gs, GS);
}

TAP_TEST(compat, upper_halves,
	 "ISO-02 64-bit registers hold nothing after a call, whatever they held before")
{
	static struct raw32 r;
	struct helper *h = helper_32();
	unsigned int i, k;

	for (i = 0; h != NULL && i < HARMLESS; i++) {
		r = nothing();
		tap_context("%s", harmless[i].name);
		tap_check_eq(helper_run(h, call_marked, (L4_Word_t)&r, harmless[i].gate, 0), DONE);
		/* The clock is read by the program itself. */
		if (harmless[i].gate == L4_KIP_WORD_SYSTEM_CLOCK)
			continue;
		for (k = 0; k < SEEN_REGISTERS; k++) {
			tap_context("%s, register %u", harmless[i].name, k);
			tap_check_eq(k < SEEN_R8 ? seen[k] >> 32 : seen[k],
				     k == SEEN_R8 + 3 ? seen[k] & 0xffffffff : 0);
		}
	}
}

TAP_TEST(compat, calls_of_64, "64-bit system calls in a 32-bit space are invalid instructions")
{
	struct helper *h = handled_32(helper_32());
	unsigned int i;
	L4_Word_t at;

	if (h == NULL)
		return;
	tap_context("its own SYSCALL");
	check_exception_32(h, syscall_in_64, 0, (L4_Word_t)syscall_in_64_ip, VECTOR_OPCODE);
	tap_check_eq(exc32_go_on(h, (L4_Word_t)left_64), 0x77);
	for (i = 0; i < CALLS; i++) {
		tap_context("stub %u", i);
		at = STUBS + STUB_BYTES * i + STUB_SYSCALL;
		check_exception_32(h, stub_in_64, at, at, VECTOR_OPCODE);
		tap_check_eq(exc32_go_on(h, (L4_Word_t)left_64), 0x77);
	}
	tap_check_eq(helper_call(h, peek32, (L4_Word_t)&main_thread32, 0, 0), main_thread32);
}

/* Calls of 32-bit programs that a thread of a 64-bit space makes, at this address. */
static void check_refused_32(struct helper *h, L4_Word_t target, L4_Word_t ip)
{
	unsigned int i;
	L4_Word_t vector;

	if (!tap_check_eq(helper_run(h, jump_to_32, target, 0, 0), EXCEPTION))
		return;
	vector = h->mr[MR_VECTOR];
	tap_check_eq(h->mr[0], EXC_TAG);
	tap_check_msg(vector == VECTOR_OPCODE || vector == VECTOR_PROTECTION, "vector %lu", vector);
	/* SYSENTER, where it enters the kernel, does not tell where it stands. */
	tap_check_msg(h->mr[MR_IP] == ip || h->mr[MR_IP] == STUBS + STUBS_32 + SET_BYTES + 9,
		      "IP %#lx", h->mr[MR_IP]);
	/* R10, R12 to R15; R8, R9. */
	for (i = 3; i <= 7; i++)
		tap_check_eq(h->mr[i], MARK);
	tap_check_eq(h->mr[14], MARK);
	tap_check_eq(h->mr[15], MARK);
	h->mr[MR_IP] = (L4_Word_t)left_32;
	tap_check_eq(exc_reply(h, 1), DONE);
	tap_check_eq(h->value, 0x77);
}

/* Where a stub enters the kernel: SYSCALL, SYSENTER or INT. 0: there is no stub. */
static L4_Word_t enter_of(L4_Word_t stub)
{
	const unsigned char *code = (const unsigned char *)stub;
	unsigned int i;

	for (i = 0; i < STUB_32_BYTES - 1; i++)
		if ((code[i] == 0x0f && (code[i + 1] == 0x05 || code[i + 1] == 0x34)) ||
		    (code[i] == 0xcd && code[i + 1] == 0x30))
			return stub + i;
	return 0;
}

TAP_TEST(compat, calls_of_32, "32-bit system calls in a 64-bit space are exceptions")
{
	struct helper *h;
	unsigned int set;
	L4_Word_t stub;

	helpers_together();
	h = handled(helper_there());
	tap_context("its own SYSCALL");
	check_refused_32(h, (L4_Word_t)own_syscall, (L4_Word_t)own_syscall);
	tap_context("its own SYSENTER");
	check_refused_32(h, (L4_Word_t)own_sysenter, (L4_Word_t)own_sysenter);
	tap_context("its own INT");
	check_refused_32(h, (L4_Word_t)own_int, (L4_Word_t)own_int);
	for (set = 0; set < SETS; set++) {
		tap_context("set %u", set);
		/* Ipc, whose stub changes nothing but what it moves. */
		stub = STUBS + STUBS_32 + SET_BYTES * set;
		if (enter_of(stub) != 0)
			check_refused_32(h, stub, enter_of(stub));
	}
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(compat, own_entries, "an entering instruction outside of the stubs is an exception")
{
	static const struct {
		const char *name, *at;
	} own[] = {
		{ "SYSCALL", own_syscall }, { "SYSENTER", own_sysenter }, { "INT", own_int },
	};
	struct helper *h = handled_32(helper_32());
	L4_Word_t vector;
	unsigned int i;

	for (i = 0; h != NULL && i < sizeof(own) / sizeof(own[0]); i++) {
		tap_context("%s", own[i].name);
		if (!tap_check_eq(helper_run(h, run_own, (L4_Word_t)own[i].at, 0, 0), EXCEPTION))
			continue;
		vector = h->mr[EXC32_VECTOR];
		tap_check_eq(h->mr[0], EXC32_TAG);
		tap_check_msg(vector == VECTOR_OPCODE || vector == VECTOR_PROTECTION,
			      "vector %lu", vector);
		tap_check_msg(h->mr[EXC32_IP] == (L4_Word_t)own[i].at ||
			      h->mr[EXC32_IP] == STUBS + STUBS_32 + SET_BYTES + 9,
			      "IP %#lx", h->mr[EXC32_IP]);
		/* As if no program could raise this vector. */
		if (own[i].at == own_int) {
			tap_check_eq(vector, VECTOR_PROTECTION);
			tap_check(is_int_error(h->mr[EXC32_ERROR], VECTOR_OF_CALLS));
		}
		/* The return from the function that the instruction stands in. */
		if (h->mr[EXC32_IP] == (L4_Word_t)own[i].at)
			tap_check_eq(exc32_go_on(h, (L4_Word_t)own[i].at + 2), 0x77);
		else
			return;
	}
}

TAP_TEST(compat, exception_in_64, "an exception in 64-bit code of a 32-bit space has its layout")
{
	struct helper *h = handled_32(helper_32());
	unsigned int i;

	if (h == NULL)
		return;
	check_exception_32(h, ud2_in_64, 0, (L4_Word_t)ud2_in_64_ip, VECTOR_OPCODE);
	for (i = 5; i <= 12; i++) {
		tap_context("message register %u", i);
		if (i != EXC32_SP)
			tap_check_eq(h->mr[i], i);
	}
	tap_check_eq(exc32_go_on(h, (L4_Word_t)left_64), 0x77);
}

TAP_TEST(compat, fault_above, "PF-13 an address above 4 GiB is cut off in the fault's message")
{
	struct helper *h = helper_32();

	if (h == NULL)
		return;
	tap_check_eq(helper_run(h, high_read_in_64, PLACE, 0, 0), PAGE_FAULT);
	tap_check_eq(h->mr[1], PLACE);
	/* What is mapped there does not help, and nothing else happens. */
	tap_check_eq(helper_answer(h, PLACE | L4_ITEM_MAP, page_fpage(0, L4_FullyAccessible).raw),
		     PAGE_FAULT);
	tap_check_eq(h->mr[1], PLACE);
}

TAP_TEST(compat, stack_at_end, "a call with the stack pointer 0 uses the end of the space")
{
	static struct raw32 r;
	struct helper *h = helper_32();
	unsigned int i;

	for (i = 0; h != NULL && i < HARMLESS; i++) {
		r = nothing();
		tap_context("%s", harmless[i].name);
		if (i == 0) {
			tap_check_eq(helper_run(h, call_at_end, (L4_Word_t)&r, harmless[0].gate, 0),
				     PAGE_FAULT);
			tap_check_eq(h->mr[1], END_PAGE + page_size - 4);
			tap_check_eq(helper_answer(h, END_PAGE | L4_ITEM_MAP,
						   page_fpage(0, L4_FullyAccessible).raw), DONE);
		} else {
			tap_check_eq(helper_run(h, call_at_end, (L4_Word_t)&r, harmless[i].gate, 0),
				     DONE);
		}
		tap_check_eq(r.esp, 0);
		check_segments(&r);
		if (harmless[i].gate == L4_KIP_WORD_EXCHANGE_REGISTERS)
			tap_check_eq(r.eax, 0);
	}
}

TAP_TEST(compat, selectors_gs, "ISO-02 the same of GS, which some stubs need")
{
	static const L4_Word_t selectors[] = { 0, 3, DATA, CODE32, CODE64 };
	static struct raw32 r;
	struct helper *h = helper_32();
	unsigned int i, k;

	for (i = 0; h != NULL && i < sizeof(selectors) / sizeof(selectors[0]); i++) {
		for (k = 0; k < HARMLESS; k++) {
			if (harmless[k].gate == L4_KIP_WORD_SYSTEM_CLOCK ||
			    harmless[k].gate == L4_KIP_WORD_EXCHANGE_REGISTERS ||
			    harmless[k].gate == L4_KIP_WORD_MEMORY_CONTROL)
				continue;
			r = nothing();
			tap_context("%s with %#lx", harmless[k].name, selectors[i]);
			tap_check_eq(helper_run(h, call_with_gs, (L4_Word_t)&r, harmless[k].gate,
						selectors[i]), DONE);
			check_segments(&r);
		}
	}
}

TAP_TEST(compat, selectors, "ISO-02 a call with any selector in DS, ES and FS makes them usable")
{
	static const L4_Word_t selectors[] = { 0, 3, GS, CODE32, CODE64, DATA };
	static struct raw32 r;
	struct helper *h = helper_32();
	unsigned int i, k;

	for (i = 0; h != NULL && i < sizeof(selectors) / sizeof(selectors[0]); i++) {
		for (k = 0; k < HARMLESS; k++) {
			r = nothing();
			tap_context("%s with %#lx", harmless[k].name, selectors[i]);
			tap_check_eq(helper_run(h, call_with_selector, (L4_Word_t)&r,
						harmless[k].gate, selectors[i]), DONE);
			tap_check_eq(r.esp, 0);
			/* The clock is read without the kernel. */
			if (harmless[k].gate != L4_KIP_WORD_SYSTEM_CLOCK)
				check_segments(&r);
		}
	}
}

#define TRAP		0x100
#define DIRECTION	0x400
#define NESTED		0x4000
#define ALIGNMENT	0x40000
#define KEPT_FLAGS	(TRAP | DIRECTION | NESTED | ALIGNMENT | 0x202)
#define STEPS		100

/* Steps through a function of h until it ends; true if a step ended at the address `ip`. */
static bool step_through(struct helper *h, enum outcome outcome, L4_Word_t ip)
{
	bool passed = false;
	unsigned int i;

	for (i = 0; i < STEPS && outcome == EXCEPTION; i++) {
		if (!tap_check_eq(h->mr[EXC32_VECTOR], VECTOR_DEBUG))
			return false;
		passed |= h->mr[EXC32_IP] == ip;
		outcome = exc_reply(h, 0);
	}
	tap_check_eq(outcome, DONE);
	return passed;
}

TAP_TEST(compat, entry_flags, "calls with TF, NT, AC and DF set: the same results, the same flags")
{
	static const uint32_t flags[] = {
		DIRECTION, NESTED, ALIGNMENT, DIRECTION | NESTED | ALIGNMENT, TRAP,
		TRAP | NESTED, TRAP | DIRECTION | ALIGNMENT, TRAP | DIRECTION | NESTED | ALIGNMENT,
	};
	static struct raw32 r;
	struct helper *h = handled_32(helper_32());
	enum outcome outcome;
	unsigned int i, k;

	for (i = 0; h != NULL && i < sizeof(flags) / sizeof(flags[0]); i++) {
		for (k = 0; k < HARMLESS; k++) {
			tap_context("%s with flags %#x", harmless[k].name, flags[i]);
			r = nothing();
			r.flags |= flags[i];
			outcome = helper_run(h, raw32_call, (L4_Word_t)&r, harmless[k].gate, 0);
			if (flags[i] & TRAP)
				tap_check(step_through(h, outcome, (L4_Word_t)raw32_called));
			else
				tap_check_eq(outcome, DONE);
			tap_check_eq(r.flags & KEPT_FLAGS, 0x202 | flags[i]);
			tap_check_eq(r.esp, 0);
			check_segments(&r);
			/* A result of the call came, and no other. */
			if (harmless[k].gate == L4_KIP_WORD_IPC)
				tap_check_eq(r.edi, (L4_Word_t)utcb_there(h->id) + 0x200);
			if (harmless[k].gate == L4_KIP_WORD_EXCHANGE_REGISTERS)
				tap_check_eq(r.eax, 0);
		}
	}
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}
