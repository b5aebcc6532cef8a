/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers in calls and replies without time limits: what travels, what is left to others, what
 * each thread keeps.
 */
#include <l4/abi/kip.h>

#include "exc_code.h"
#include "raw.h"

#define ROUNDS		6
#define SECRET		0xbad0bad000000000ul
#define OWN		0x0123456700000000ul
#define DIRECTION	0x400ul
#define IDENTIFICATION	0x200000ul
#define ALIGNMENT	0x40000ul
#define KERNEL_HALF	0x8000000000000000ul
#define DATA		0x23
#define GS		0x33
#define PROPER_SELECTORS (DATA * 0x100010001ul | (L4_Word_t)GS << 48)

static L4_Word_t gate;
static L4_Word_t leaked, words_lost, flags_lost, stack_lost;
static L4_Word_t tag_flags;	/* of what arrives */

/* All registers hold values of one thread; those of a message come on top. */
static struct raw filled(L4_Word_t mark, L4_Word_t flags)
{
	return (struct raw){
		.rax = mark | 1, .rbx = mark | 2, .rcx = mark | 3, .rdx = mark | 4,
		.rsi = mark | 5, .rdi = (L4_Word_t)raw_utcb(), .rbp = mark | 7, .r8 = mark | 8,
		.r9 = mark | 9, .r10 = mark | 10, .r11 = mark | 11, .r12 = mark | 12,
		.r13 = mark | 13, .r14 = mark | 14, .r15 = mark | 15, .flags = flags,
	};
}

static void ipc(struct raw *r, L4_Word_t to, L4_Word_t from, unsigned int u)
{
	r->rsi = to;
	r->rdx = from;
	r->r8 = NEVER;
	r->r9 = u;
	raw_call(r, gate);
}

static bool is_foreign(L4_Word_t value)
{
	/* All ones: anythread, its own parameter. */
	return (value & ~0xfful) == SECRET ||
	       ((value & KERNEL_HALF) != 0 && value != L4_anythread.raw);
}

/* What stands in registers besides the u words and the parameters. */
static void look(const struct raw *r, unsigned int u)
{
	const L4_Word_t words[] = { r->rax, r->rbx, r->r10, r->r12, r->r13, r->r14, r->r15 };
	static const unsigned int number[] = { 1, 2, 10, 12, 13, 14, 15 };
	unsigned int i;

	for (i = 0; i < 7; i++) {
		if (i < u)
			words_lost += words[i] != (SECRET | number[i]);
		else
			leaked += is_foreign(words[i]);
	}
	leaked += is_foreign(r->rcx) + is_foreign(r->rdx) + is_foreign(r->rbp) +
		  is_foreign(r->r8) + is_foreign(r->r11);
	stack_lost += r->rsp != 0;
	words_lost += r->r9 != (tag_flags | u);
	words_lost += r->rdi != (L4_Word_t)raw_utcb();
}

/* Answers so many calls, and looks at what comes with each. */
static L4_Word_t work_look(L4_Word_t times, L4_Word_t flags, L4_Word_t c)
{
	struct raw r = filled(OWN, flags);
	L4_Word_t mask = DIRECTION | IDENTIFICATION | ALIGNMENT;

	(void)c;
	ipc(&r, L4_nilthread.raw, L4_anythread.raw, 0);
	for (;;) {
		look(&r, (unsigned int)r.r9 & 0x3f);
		flags_lost += (r.flags & mask) != (flags & mask);
		if (--times == 0)
			return r.rsi;
		L4_Word_t from = r.rsi;

		flags ^= IDENTIFICATION;
		r = filled(OWN, flags);
		ipc(&r, from, L4_anythread.raw, 0);
	}
}

/* Calls with u words, while secrets stand in all registers. */
static L4_Word_t work_call_secretly(L4_Word_t to, L4_Word_t u, L4_Word_t flags)
{
	L4_Word_t mask = DIRECTION | IDENTIFICATION | ALIGNMENT, wrong = 0;
	unsigned int i;
	struct raw r;

	for (i = 0; i < ROUNDS; i++) {
		r = filled(SECRET, flags);
		ipc(&r, to, to, (unsigned int)u);
		wrong += (r.flags & mask) != (flags & mask);
		wrong += r.rsi != to || r.rsp != 0;
		flags ^= DIRECTION;
	}
	return wrong;
}

/* Several calls with u words from space to space. */
static void talk(unsigned int u, L4_Word_t client_flags, L4_Word_t server_flags)
{
	struct helper *client = helper_there(), *server = helper_there();

	gate = raw_kip_word(L4_KIP_WORD_IPC);
	tag_flags = x_bit(client, server);
	leaked = words_lost = flags_lost = stack_lost = 0;
	helper_start(server, work_look, ROUNDS + 1, server_flags, 0);
	settle();
	helper_start(client, work_call_secretly, server->id.raw, u, client_flags);
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(client->value, 0);
	tap_check_eq(leaked, 0);
	tap_check_eq(words_lost, 0);
	tap_check_eq(flags_lost, 0);
	tap_check_eq(stack_lost, 0);
}

TAP_TEST(fastpath, unsent, "ISO-05 registers of a sender that are no message stay unknown")
{
	unsigned int u;

	for (u = 0; u <= 9; u++) {
		tap_context("%u words", u);
		talk(u, FIXED_FLAGS, FIXED_FLAGS);
	}
}

TAP_TEST(fastpath, flags, "ROB-06 each of two that talk keeps its flags")
{
	talk(3, FIXED_FLAGS | DIRECTION, FIXED_FLAGS | IDENTIFICATION);
	talk(3, FIXED_FLAGS | IDENTIFICATION, FIXED_FLAGS | DIRECTION);
	talk(12, FIXED_FLAGS | DIRECTION, FIXED_FLAGS);
	talk(12, FIXED_FLAGS, FIXED_FLAGS | DIRECTION);
}

static L4_Word_t selectors(void)
{
	L4_Word_t ds, es, fs, gs;

	__asm__ volatile ("mov %%ds, %0\n\tmov %%es, %1\n\tmov %%fs, %2\n\tmov %%gs, %3"
			  : "=r" (ds), "=r" (es), "=r" (fs), "=r" (gs));
	return ds | es << 16 | fs << 32 | gs << 48;
}

/* Calls, each time with other selectors in the data segment registers. */
static L4_Word_t work_call_from_segments(L4_Word_t to, L4_Word_t u, L4_Word_t c)
{
	static const unsigned int loaded[][3] = {
		{ 0, DATA, DATA }, { DATA, 0, DATA }, { DATA, DATA, 0 }, { GS, DATA, DATA },
		{ DATA, GS, DATA }, { DATA, DATA, GS }, { 1, 2, 3 }, { DATA, DATA, DATA },
	};
	L4_Word_t wrong = 0;
	unsigned int i, round;
	struct raw r;

	(void)c;
	for (round = 0; round < 2; round++) {
		for (i = 0; i < sizeof(loaded) / sizeof(loaded[0]); i++) {
			r = filled(SECRET, FIXED_FLAGS);
			__asm__ volatile ("mov %0, %%ds\n\tmov %1, %%es\n\tmov %2, %%fs" : :
					  "r" (loaded[i][0]), "r" (loaded[i][1]),
					  "r" (loaded[i][2]));
			ipc(&r, to, to, (unsigned int)u);
			wrong += selectors() != PROPER_SELECTORS;
		}
	}
	return wrong;
}

static L4_Word_t odd_selectors;

static L4_Word_t work_look_at_segments(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;

	(void)a;
	(void)b;
	(void)c;
	L4_Set_MsgTag(L4_Niltag);
	(void)L4_Wait(&from);
	for (;;) {
		odd_selectors += selectors() != PROPER_SELECTORS;
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_ReplyWait(from, &from);
	}
	return 0;
}

TAP_TEST(fastpath, segments, "ISO-01 a call brings no selectors of the caller")
{
	struct helper *client = helper_there(), *server = helper_there();

	gate = raw_kip_word(L4_KIP_WORD_IPC);
	odd_selectors = 0;
	helper_start(server, work_look_at_segments, 0, 0, 0);
	settle();
	tap_check_eq(helper_call(client, work_call_from_segments, server->id.raw, 2, 0), 0);
	tap_check_eq(helper_call(client, work_call_from_segments, server->id.raw, 20, 0), 0);
	tap_check_eq(odd_selectors, 0);
}

/* Keeps floating-point values over calls. */
static L4_Word_t work_fpu_calls(L4_Word_t seed, L4_Word_t to, L4_Word_t c)
{
	L4_Word_t wrong = 0;
	unsigned int i;

	(void)c;
	for (i = 0; i < ROUNDS; i++) {
		(void)fpu_load(seed + i, 0, 0);
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_Call((L4_ThreadId_t){ .raw = to });
		wrong += fpu_wrong(seed + i, 0, 0);
	}
	return wrong;
}

/* Answers calls after it has called somebody else itself; perhaps uses the registers, too. */
static L4_Word_t work_pass_on(L4_Word_t to, L4_Word_t seed, L4_Word_t c)
{
	L4_ThreadId_t from;
	unsigned int i;

	(void)c;
	(void)L4_Wait(&from);
	for (;;) {
		for (i = 0; to != 0 && i < 3; i++) {
			L4_Set_MsgTag(L4_Niltag);
			(void)L4_Call((L4_ThreadId_t){ .raw = to });
		}
		if (seed != 0)
			(void)fpu_load(seed, 0, 0);
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_ReplyWait(from, &from);
	}
	return 0;
}

static void check_fpu(L4_Word_t middle_seed, L4_Word_t last_seed)
{
	struct helper *first = helper_there(), *middle = helper_there(), *last = helper_there();

	helper_start(last, work_pass_on, 0, last_seed, 0);
	helper_start(middle, work_pass_on, last->id.raw, middle_seed, 0);
	settle();
	tap_check_eq(helper_call(first, work_fpu_calls, 1000, middle->id.raw, 0), 0);
}

TAP_TEST(fastpath, fpu, "EXC-15 x87 and SSE registers survive calls that others pass on")
{
	check_fpu(0, 0);
	check_fpu(5000, 0);
	check_fpu(0, 7000);
	check_fpu(5000, 7000);
}
