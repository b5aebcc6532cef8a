/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The exchange from both sides: first messages whose words are checked, then the bare loops with
 * the counter read around batches of them. Both use the same calls: send and closed receive.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/thread.h>

#include <stdio.h>

#include "pingpong.h"

#define ROUNDS	2000
#define BATCHES	6

L4_Word_t partner_mask = ~(L4_Word_t)0;

static L4_Word_t check_word(unsigned int words, unsigned int i)
{
	return (L4_Word_t)(((L4_Word64_t)words << 16 | i) * 0x9e3779b97f4a7c15u) &
	       partner_mask;
}

/* What a partner makes of word i: a message that was not copied cannot look right. */
static L4_Word_t changed_word(L4_Word_t word, unsigned int i)
{
	return (~word + i) & partner_mask;
}

void partner_main(void)
{
	L4_ThreadId_t from, main_thread;
	L4_MsgTag_t tag = L4_Wait(&from);
	L4_Word_t word;
	unsigned int i;

	/* In the form that a partner of the same space has for it, too. */
	main_thread = L4_GlobalIdOf(from);

	while (L4_IpcSucceeded(tag) && L4_Label(tag) == LABEL_CHECK) {
		for (i = 1; i <= L4_UntypedWords(tag); i++) {
			L4_StoreMR((int)i, &word);
			L4_LoadMR((int)i, changed_word(word, i));
		}
		L4_Set_MsgTag(tag);
		tag = L4_Call(main_thread);
	}
	pong_loop(main_thread.raw);
}

static bool check_message(L4_ThreadId_t partner, unsigned int words)
{
	L4_MsgTag_t tag = { .raw = 0 };
	unsigned int i, wrong = 0;
	L4_Word_t word;

	L4_Set_Label(&tag, LABEL_CHECK);
	tag.raw |= words;
	for (i = 1; i <= words; i++)
		L4_LoadMR((int)i, check_word(words, i));
	L4_Set_MsgTag(tag);
	tag = L4_Call(partner);
	if (L4_IpcFailed(tag)) {
		printf("pingpong: %u words: Ipc error %#lx\n", words, L4_ErrorCode());
		return false;
	}
	for (i = 1; i <= words; i++) {
		L4_StoreMR((int)i, &word);
		wrong += word != changed_word(check_word(words, i), i);
	}
	if (wrong > 0 || L4_UntypedWords(tag) != words || L4_TypedWords(tag) != 0 ||
	    L4_Label(tag) != LABEL_CHECK) {
		printf("pingpong: %u words: %u wrong, tag %#lx\n", words, wrong, tag.raw);
		return false;
	}
	return true;
}

bool check_messages(L4_ThreadId_t partner)
{
	unsigned int words;
	bool good = true;

	for (words = 0; words < __L4_NUM_MRS; words++)
		good &= check_message(partner, words);
	return good;
}

bool prepare_measuring(L4_ThreadId_t partner)
{
	L4_MsgTag_t tag = { .raw = 0 };

	L4_Set_Label(&tag, LABEL_LOOP);
	L4_Set_MsgTag(tag);
	return L4_IpcSucceeded(L4_Call(partner));
}

typedef L4_Word_t loop_fn(L4_Word_t partner, L4_Word_t tag, L4_Word_t rounds);

/*
 * The best of several batches, in ticks. An error leaves its trace in the tag: the next message
 * goes out without label, and comes back so until the end of the batch.
 */
static bool best_batch(loop_fn *loop, L4_ThreadId_t partner, L4_MsgTag_t tag, L4_Word64_t *best)
{
	L4_Word64_t begin, ticks;
	unsigned int i;
	L4_Word_t last;

	*best = ~(L4_Word64_t)0;
	for (i = 0; i < BATCHES; i++) {
		begin = read_counter();
		last = loop(partner.raw, tag.raw, ROUNDS);
		ticks = read_counter() - begin;
		if (last != tag.raw) {
			printf("pingpong: tag %#lx came back as %#lx, error code %#lx\n", tag.raw,
			       last, L4_ErrorCode());
			return false;
		}
		if (ticks < *best)
			*best = ticks;
	}
	return true;
}

bool measure(L4_ThreadId_t partner, unsigned int words, L4_Word_t *tenths)
{
	L4_MsgTag_t tag = { .raw = words };
	L4_Word64_t best;

	L4_Set_Label(&tag, LABEL_MEASURE);
	if (!best_batch(ping_loop, partner, tag, &best))
		return false;
	*tenths = (L4_Word_t)(best * 10 / (2 * ROUNDS));
	return true;
}

L4_Word_t measure_empty(void)
{
	L4_MsgTag_t tag = { .raw = 0 };
	L4_Word64_t best;

	best_batch(empty_loop, L4_nilthread, tag, &best);
	return (L4_Word_t)(best * 10 / ROUNDS);
}
