/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about plain IPC: message lengths, inside one space and between two; local ids; a server in
 * open wait; timeouts.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/lipc.h>
#include <l4/syscalls.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define ROUNDS		500
#define WARM		16
#define WORDS_MAX	60
#define WORDS_FEW	2
#define WORDS_STEP	4
#define LABEL		0x504

/* Some hours. */
#define FAR_PERIOD	L4_TimePeriod((L4_Word64_t)16000000000u)

/* The partner to call, and how. */
static struct {
	L4_Word_t to, timeouts, tag;
	void (*gate)(void);
} call;

/* What the partner does; it reads this in its own space, where these pages are shared. */
static struct {
	bool open;
	bool opts_in;		/* into Lipc without the kernel */
	L4_Word_t to, timeouts;
	void (*gate)(void);
} answer;

static void answer_main(void)
{
	if (answer.opts_in)
		(void)L4_LipcOptIn();
	if (answer.open)
		serve_loop(answer.timeouts, answer.gate);
	else
		answer_loop(answer.to, answer.to, answer.timeouts, answer.gate);
}

/* An error leaves its trace in the tag: the next message goes out as it left it. */
static bool run_calls(unsigned int rounds)
{
	L4_Word_t tag = call_loop(call.to, call.to, call.timeouts, call.tag, rounds, call.gate);

	if (tag != call.tag)
		printf("bench: tag %#lx came back as %#lx, error code %#lx\n", call.tag, tag,
		       L4_ErrorCode());
	return tag == call.tag;
}

static bool measure_calls(const char *name, unsigned int operations)
{
	struct row row = { .name = name, .steps = ROUNDS, .operations = operations,
			   .run = run_calls };

	return run_calls(WARM) && row_measure(&row);
}

static void plain(L4_ThreadId_t partner, unsigned int words)
{
	call.to = partner.raw;
	call.timeouts = FOREVER;
	call.tag = (L4_Word_t)LABEL << L4_TAG_LABEL_SHIFT | words;
	call.gate = GATE(Ipc);
}

static void answer_plainly(void)
{
	answer.open = answer.opts_in = false;
	answer.to = main_thread.raw;
	answer.timeouts = FOREVER;
	answer.gate = GATE(Ipc);
}

bool measure_plain_calls(const char *name, L4_ThreadId_t partner, unsigned int words)
{
	plain(partner, words);
	return measure_calls(name, 2);
}

/* In steps, and one length more at the start: words that ia32 has in registers. */
static unsigned int length_after(unsigned int words)
{
	return words == 0 ? WORDS_FEW : words == WORDS_FEW ? WORDS_STEP : words + WORDS_STEP;
}

static bool bench_lengths(bool elsewhere)
{
	L4_ThreadId_t partner;
	unsigned int words;
	char name[32];

	answer_plainly();
	if (!partner_start(elsewhere, answer_main, &partner))
		return false;
	for (words = 0; words <= WORDS_MAX; words = length_after(words)) {
		snprintf(name, sizeof(name), "ipc-%u-%s", words, elsewhere ? "inter" : "intra");
		if (row_is_wanted(name) && !measure_plain_calls(name, partner, words))
			return false;
	}
	return partner_stop(partner);
}

/* Ids of the thread's own space, in Ipc or in Lipc. */
static bool bench_local(const char *name, void (*gate)(void))
{
	L4_ThreadId_t partner;
	bool is_done;

	if (!row_is_wanted(name))
		return true;
	answer_plainly();
	answer.to = L4_LocalIdOf(main_thread).raw;
	answer.gate = gate;
	answer.opts_in = gate == GATE(Lipc);
	if (!partner_start(false, answer_main, &partner))
		return false;
	plain(partner, 0);
	call.to = L4_LocalIdOf(partner).raw;
	call.gate = gate;
	if (answer.opts_in)
		(void)L4_LipcOptIn();
	is_done = measure_calls(name, 2);
	L4_LipcOptOut();
	return is_done && partner_stop(partner);
}

/* A server in an open or closed wait without time limit; how the client calls it. */
static bool bench_server(const char *name, bool open, L4_Word_t timeouts)
{
	L4_ThreadId_t partner;

	if (!row_is_wanted(name))
		return true;
	answer_plainly();
	answer.open = open;
	if (!partner_start(true, answer_main, &partner))
		return false;
	plain(partner, 0);
	call.timeouts = timeouts;
	return measure_calls(name, 1) && partner_stop(partner);
}

bool bench_ipc(void)
{
	return bench_lengths(true) && bench_lengths(false) &&
	       bench_local("ipc-0-local", GATE(Ipc)) && bench_local("lipc-0", GATE(Lipc)) &&
	       bench_server("ipc-open", true, FOREVER) &&
	       bench_server("ipc-timeout", false, L4_Timeouts(L4_Never, FAR_PERIOD)) &&
	       bench_mixed();
}
