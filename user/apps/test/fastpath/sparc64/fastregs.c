/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers and windows in calls and replies without time limits: what travels, what is left to
 * others, what each thread keeps.
 */
#include <l4/kip.h>
#include <l4/syscalls.h>

#include "fastregs.h"
#include "test.h"

#define ROUNDS		6
#define SECRET		0xbad0bad000000000ul
#define OWN		0x0123456700000000ul
#define KERNEL_HALF	0x8000000000000000ul
#define FOREVER		0
#define LONG		60000000ul	/* us */
#define LABEL		0x4e0000ul
#define WORDS_IN_WINDOW	7
#define ASI_SECRET	0x82	/* one that programs may name: PRIMARY_NOFAULT */

/* Not on their stacks, which are small. */
static struct regs client_regs, server_regs;
static L4_Word_t leaked, words_lost, kept_lost;
static L4_Word_t tag_flags;	/* of what arrives */
static L4_Word_t timeouts = FOREVER;

/* All registers hold values of one thread; those of a message come on top. */
static void fill(struct regs *r, L4_Word_t mark, L4_Word_t flush)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		r->g[i] = mark | (0x10 + i);
	for (i = 0; i < 6; i++) {
		r->o[i] = mark | (0x20 + i);
		r->i[i] = mark | (0x40 + i);
	}
	for (i = 0; i < 8; i++)
		r->l[i] = mark | i;
	r->y = mark == SECRET ? 0x5ec4e7 : 0;
	r->ccr = mark == SECRET ? 0xff : 0;
	r->asi = mark == SECRET ? ASI_SECRET : 0x80;
	r->fprs = mark == SECRET ? 3 : 0;
	r->g3 = mark | 0x13;
	r->gate = (L4_Word_t)__L4_gates.Ipc;
	r->flush = flush;
}

static void ipc(struct regs *r, L4_Word_t to, L4_Word_t from, unsigned int u, L4_Word_t depth)
{
	r->o[0] = to;
	r->o[1] = from;
	r->o[2] = timeouts;
	r->l[0] = LABEL | u;
	regs_call_deep(r, depth);
}

static bool is_foreign(L4_Word_t value)
{
	/* All ones: anythread, its own parameter. */
	return (value & ~0xfful) == SECRET ||
	       ((value & KERNEL_HALF) != 0 && value != L4_anythread.raw);
}

static void look_at_windows(const struct regs *r)
{
	unsigned int i, k;

	for (i = 0; i < REGS_LEVELS; i++)
		for (k = 0; k < 15; k++)
			leaked += is_foreign(r->windows[i][k]);
}

/* What stands in registers besides the u words and the parameters. */
static void look(const struct regs *r, unsigned int u)
{
	unsigned int i;

	words_lost += r->l[0] != (LABEL | tag_flags | u);
	for (i = 1; i <= WORDS_IN_WINDOW; i++) {
		if (i <= u)
			words_lost += r->l[i] != (SECRET | i);
		else
			leaked += is_foreign(r->l[i]);
	}
	for (i = 0; i < 4; i++)
		leaked += is_foreign(r->g[i]);
	for (i = 1; i < 6; i++)
		leaked += is_foreign(r->o[i]);
	for (i = 0; i < 6; i++)
		leaked += is_foreign(r->i[i]);
	leaked += r->y == 0x5ec4e7;
	leaked += (r->ccr & 0xff) == 0xff;
	leaked += r->asi == ASI_SECRET;
	leaked += r->fprs == 3;
	kept_lost += r->sp != 0 || r->fp != 0 || r->i7 != 0 || r->g3 != (OWN | 0x13);
	look_at_windows(r);
}

/* Answers so many calls, and looks at what comes with each. */
static L4_Word_t work_look(L4_Word_t times, L4_Word_t flush, L4_Word_t depth)
{
	struct regs *r = &server_regs;
	L4_Word_t from;

	fill(r, OWN, flush);
	ipc(r, L4_nilthread.raw, L4_anythread.raw, 0, depth);
	for (;;) {
		look(r, (unsigned int)r->l[0] & 0x3f);
		from = r->o[0];
		if (--times == 0)
			return from;
		fill(r, OWN, flush);
		ipc(r, from, L4_anythread.raw, 0, depth);
	}
}

/* Calls with u words, while secrets stand in all registers. */
static L4_Word_t work_call_secretly(L4_Word_t to, L4_Word_t u, L4_Word_t how)
{
	L4_Word_t wrong = 0;
	struct regs *r = &client_regs;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		fill(r, SECRET, how & 1);
		ipc(r, to, to, (unsigned int)u, how >> 1);
		wrong += r->sp != 0 || r->fp != 0 || r->i7 != 0 || r->g3 != (SECRET | 0x13);
		wrong += r->o[0] != to;
	}
	return wrong;
}

/* Several calls with u words from space to space, with and without windows of callers behind. */
static void talk(unsigned int u, L4_Word_t client_how, L4_Word_t server_flush,
		 L4_Word_t server_depth)
{
	struct helper *client = helper_there(), *server = helper_there();

	tag_flags = x_bit(client, server);
	leaked = words_lost = kept_lost = 0;
	helper_start(server, work_look, ROUNDS + 1, server_flush, server_depth);
	settle();
	helper_start(client, work_call_secretly, server->id.raw, u, client_how);
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(client->value, 0);
	tap_check_eq(leaked, 0);
	tap_check_eq(words_lost, 0);
	tap_check_eq(kept_lost, 0);
}

TAP_TEST(fastpath, unsent, "ISO-05 registers and windows that are no message stay unknown")
{
	unsigned int u;

	for (u = 0; u <= 9; u++) {
		tap_context("%u words", u);
		talk(u, 1, 1, 0);
	}
}

/* A limit to the wait is nothing for the short path to begin with. */
TAP_TEST(fastpath, complete, "ISO-05 the same with a limit, on the complete path, at any depth")
{
	static const unsigned int words[] = { 0, 1, 6, 7, 9 };
	unsigned int i, u;

	timeouts = L4_TimePeriod(LONG).raw;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		u = words[i];
		tap_context("%u words", u);
		talk(u, 1, 1, 0);
		talk(u, i << 1, 1, 0);
		talk(u, 1, 0, i);
	}
	timeouts = FOREVER;
}

TAP_TEST(fastpath, windows, "ISO-05 each of two that talk keeps its windows, however many")
{
	static const L4_Word_t depths[] = { 0, 1, 2, 4, 5, 6 };
	L4_Word_t depth;
	unsigned int i;

	for (i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
		depth = depths[i];
		tap_context("%lu windows behind", depth);
		talk(3, depth << 1, 1, 0);
		talk(3, 1, 0, depth);
		talk(5, depth << 1, 0, 6 - depth);
		talk(12, depth << 1 | 1, 0, depth);
	}
}
