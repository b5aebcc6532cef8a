/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages that are given and taken back all the time while other threads write to them, on other
 * processors where there are any.
 */
#include "processors.h"
#include "test.h"

#define LOOKS	200

/*
 * Writes to the first word of a page until the second one says that it is enough; each time it
 * cannot, it asks its pager. The second word lies in the page so that nobody ends without it: a
 * thread that stood still between its last store and its look still has to ask.
 */
static L4_Word_t work_write(L4_Word_t address, L4_Word_t b, L4_Word_t c)
{
	volatile L4_Word_t *word = (volatile L4_Word_t *)address;

	(void)b;
	(void)c;
	while (!word[1])
		++word[0];
	return 0;
}

/* The answer to the writer's fault: page i at PLACE. */
static bool serve(L4_ThreadId_t writer, unsigned int i)
{
	L4_MapItem_t item = L4_MapItem(page_fpage(i, L4_ReadWriteOnly), PLACE);
	L4_MsgTag_t tag = L4_Receive_Timeout(writer, PATIENCE);
	L4_Msg_t msg;

	if (L4_IpcFailed(tag) || !is_protocol(tag.raw, L4_PROTO_PAGEFAULT))
		return false;
	L4_MsgClear(&msg);
	L4_MsgAppendMapItem(&msg, item);
	L4_MsgLoad(&msg);
	return L4_IpcSucceeded(L4_Send_Timeout(writer, L4_ZeroTime));
}

/* Gives page i to its writer and takes it back, so many times; how often that went wrong. */
static L4_Word_t work_revoke(L4_Word_t writer, L4_Word_t i, L4_Word_t rounds)
{
	volatile L4_Word_t *word = page_word((unsigned int)i);
	L4_ThreadId_t id = { .raw = writer };
	L4_Word_t wrong = 0, seen, round, look;

	for (round = 0; round < rounds && wrong == 0; round++) {
		seen = *word;
		wrong += !serve(id, (unsigned int)i) || !await_change(word, seen);
		(void)L4_UnmapFpage(page_fpage((unsigned int)i, L4_FullyAccessible));
		seen = *word;
		for (look = 0; look < LOOKS; look++)
			wrong += *word != seen;
	}
	return wrong;
}

TAP_TEST(map, revoke_in_use, "MAP-29 a page is taken from a thread that writes to it: at once")
{
	struct helper *first = helper_there(), *other, *second;
	/* On one processor each round takes a slice of all four threads. */
	L4_Word_t rounds = processors > 1 ? 100 : 10;

	other = helper_here();
	second = helper_there();
	page_word(0)[1] = 0;
	page_word(1)[1] = 0;
	L4_Set_PagerOf(second->id, other->id);
	helper_start(other, work_revoke, second->id.raw, 1, rounds);
	helper_start(first, work_write, PLACE, 0, 0);
	helper_start(second, work_write, PLACE, 0, 0);
	tap_check_eq(work_revoke(first->id.raw, 0, rounds), 0);
	tap_check_eq(helper_finish(other), DONE);
	tap_check_eq(other->value, 0);
	/* Both have a fault that nobody has received: with a page one finds that it is enough. */
	page_word(0)[1] = 1;
	tap_check(serve(first->id, 0));
	tap_check_eq(helper_finish(first), DONE);
}
