/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls and replies between word sizes, without time limits and with them: the short path of IPC
 * and the complete one have to do the same.
 */
#include "mixed.h"

#define LABEL		0x5a00ul
#define ROUNDS		(3 * __L4_NUM_MRS)
#define LIMITS		L4_Timeouts(L4_Never, L4_TimePeriod(3600 * 1000000ul))
#define SECRET		0xbad0bad000000000ul

L4_Word_t hidden32;

static struct helper *client, *server;

/* The upper halves are not for 32-bit programs. */
static L4_Word_t word_of(L4_Word_t round, unsigned int i)
{
	return SECRET | ((round * 64 + i) * 0x9e3779b1u & 0xffffffff);
}

/* The 64-bit side: how much came back wrong. */
static L4_Word_t work_call_32(L4_Word_t to, L4_Word_t timeouts, L4_Word_t words_size)
{
	L4_ThreadId_t id = { .raw = to }, from = L4_nilthread;
	L4_Word_t mr[__L4_NUM_MRS], label, sum = 0, i;
	unsigned int u, k;
	L4_MsgTag_t tag;

	for (i = 0; i < ROUNDS; i++) {
		u = i % __L4_NUM_MRS;
		/* The label's bit 15 becomes the sign, and more bits of it are lost. */
		label = LABEL + i + (i & 1) * 0x8000;
		mr[0] = (SECRET | label) << L4_TAG_LABEL_SHIFT | u;
		for (k = 1; k <= u; k++)
			mr[k] = word_of(i, k);
		L4_LoadMRs(0, (int)u + 1, mr);
		*(volatile L4_Word_t *)(raw_utcb() + L4_UTCB_WORD_SIZE_MASK) = ~0ul;
		tag = L4_Ipc(id, id, timeouts, &from);
		sum += tag.raw != (L4_Word_t)(int32_t)((~label & 0xffff) << 16 | u);
		sum += from.raw != to;
		sum += *(volatile L4_Word_t *)(raw_utcb() + L4_UTCB_WORD_SIZE_MASK) != words_size;
		L4_StoreMRs(0, __L4_NUM_MRS, mr);
		for (k = 1; k <= u; k++)
			sum += mr[k] != (uint32_t)~word_of(i, k);
	}
	return sum;
}

static void check_calls(L4_Word_t timeouts)
{
	server = helper_32();
	if (server == NULL)
		return;
	client = helper_there();
	hidden32 = 0;
	helper_start(server, talk32, id32(client->id), ROUNDS, 0);
	settle();
	helper_start(client, work_call_32, server->id.raw, timeouts, 0xffffffff);
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(client->value, 0);
	tap_check_eq(helper_finish(server), DONE);
	tap_check_eq(server->value, 0);
	tap_check_eq(hidden32, 0);
}

/* Between two 32-bit threads, whose registers of 64-bit code are full of their own values. */
static void check_talk(struct helper *other, unsigned int u)
{
	tap_context("%u words", u);
	helper_start(server, talk32, id32(other->id), ROUNDS, 0);
	settle();
	helper_start(other, talk32, id32(server->id), ROUNDS, LABEL << 16 | u);
	tap_check_eq(helper_finish(other), DONE);
	tap_check_eq(other->value, 0);
	tap_check_eq(helper_finish(server), DONE);
	tap_check_eq(server->value, 0);
}

TAP_TEST(compat, same_size_calls, "IPC-11 IPC-19 calls between 32-bit threads, all registers")
{
	static const unsigned int counts[] = { 0, 1, 2, 3, 4, 62, 63 };
	unsigned int i;

	server = helper_32();
	if (server == NULL)
		return;
	client = helper_32();
	hidden32 = 0;
	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		check_talk(client, counts[i]);
	/* A thread's own values may be seen inside its space, but not those of the kernel. */
	tap_check_eq(hidden32, 0);
}

TAP_TEST(compat, mixed_calls, "IPC-14 IPC-15 IPC-16 calls of every length to 32 bits and back")
{
	check_calls(NEVER);
}

TAP_TEST(compat, mixed_limits, "IPC-14 IPC-15 IPC-16 the same with a limit to each wait")
{
	check_calls(LIMITS);
}
