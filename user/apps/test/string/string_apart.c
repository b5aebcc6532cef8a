/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String transfers whose descriptors another thread changes while they are read, on another
 * processor if there is one.
 */
#include <string.h>

#include "transfer.h"

#define ROUNDS		1000
#define STRINGS		4
#define LENGTH		200
#define STEP		1000	/* from buffer to buffer */
#define SCRIBBLED	12	/* message registers from the first one on */
#define AT_ONCE		16	/* of them, before others of the processor have their turn */
#define TURNS		64	/* such turns, before one message is left alone */

static volatile L4_Word_t begun, enough, received, scribbles;

/* Sends strings, or what they are turned into, so often. Faults end the transfer at once. */
static L4_Word_t work_send_strings(L4_Word_t to, L4_Word_t rounds, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = to };
	unsigned int i;

	(void)c;
	L4_Set_XferTimeouts(NO_WAIT);
	begun = 1;
	while (rounds-- > 0) {
		L4_LoadMR(0, 2 * STRINGS << L4_TAG_TYPED_SHIFT);
		for (i = 0; i < STRINGS; i++) {
			L4_LoadMR((int)(1 + 2 * i), STRING(LENGTH, 1));
			L4_LoadMR((int)(2 + 2 * i), at(0, i * LENGTH));
		}
		(void)L4_Send_Timeout(id, PATIENCE);
	}
	/* What a helper does next is written in the same registers. */
	enough = 1;
	while (scribbles != 0)
		L4_Yield();
	return 1;
}

static L4_Word_t work_receive_strings(L4_Word_t from, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = from };
	unsigned int i;

	(void)b;
	(void)c;
	L4_Set_XferTimeouts(NO_WAIT);
	while (!enough) {
		L4_Accept(L4_StringItemsAcceptor);
		for (i = 0; i < STRINGS; i++) {
			L4_LoadBR((int)(1 + 2 * i),
				  STRING(LENGTH, 1) | (i + 1 < STRINGS ? MORE : 0));
			L4_LoadBR((int)(2 + 2 * i), at(TARGET, i * STEP));
		}
		received += L4_IpcSucceeded(L4_Receive_Timeout(id, L4_TimePeriod(10000)));
	}
	L4_Accept(L4_UntypedWordsAcceptor);
	return 1;
}

static L4_Word_t next(L4_Word_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/*
 * Writes to the message registers of a thread of the space: lengths, addresses, anything. Three
 * threads that share a processor may run in an order in which every message is written to, so
 * one now and then is let through.
 */
static L4_Word_t work_scribble(L4_Word_t local_id, L4_Word_t b, L4_Word_t c)
{
	volatile L4_Word_t *mr = (volatile L4_Word_t *)(local_id - L4_UTCB_POINTER_OFFSET +
							L4_UTCB_MR0_OFFSET);
	L4_Word_t seed = 0x2545f491, word, i, before;

	(void)b;
	(void)c;
	while (!begun)
		L4_Yield();
	for (i = 1; !enough; i++) {
		if (i % AT_ONCE == 0)
			L4_Yield();
		if (i % (AT_ONCE * TURNS) == 0)
			for (before = received; received == before && !enough;)
				L4_Yield();
		word = next(&seed);
		switch (word >> 8 & 3) {
		case 0:
			word = STRING(word >> 12 & 0xfff, 1 + (word >> 24 & 31));
			break;
		case 1:
			word = at(0, word >> 12 & 0xfff);
			break;
		case 2:
			word = STRING(LENGTH, 1) | (word >> 12 & (CONTINUES | MORE));
			break;
		}
		mr[1 + (seed >> 4) % SCRIBBLED] = word;
	}
	scribbles = 0;
	return 1;
}

TAP_TEST(string, scribbled, "TYPED-32 descriptors that change during the transfer do no damage")
{
	struct helper *scribbler;
	unsigned int i;

	pair_here();
	scribbler = helper_here();
	begun = enough = received = 0;
	scribbles = 1;
	fill(page(0), STRINGS * LENGTH);
	helper_start(receiver.h, work_receive_strings, sender.h->id.raw, 0, 0);
	helper_start(scribbler, work_scribble, L4_LocalIdOf(sender.h->id).raw, 0, 0);
	helper_start(sender.h, work_send_strings, receiver.h->id.raw, ROUNDS, 0);
	tap_check(await_word(&scribbles, 0));
	tap_check_eq(helper_finish(sender.h), DONE);
	tap_check_eq(helper_finish(receiver.h), DONE);
	tap_check_eq(helper_finish(scribbler), DONE);
	tap_check(received > 0);
	/* Nothing is written behind a buffer, whatever the length that is read at last. */
	for (i = 0; i < STRINGS; i++)
		tap_check_eq(bytes_touched(page(TARGET) + i * STEP + LENGTH, STEP - LENGTH), 0);
	/* Both are as they were. */
	memset(page(TARGET), 0, page_size);
	sender.xfer = receiver.xfer = NEVER;
	send_items(0, STRING(LENGTH, 1), at(0, 0));
	accept_strings(STRING(LENGTH, 1), at(TARGET, 0));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(page(TARGET), 0, LENGTH), 0);
}
