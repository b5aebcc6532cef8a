/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about string items: from the main thread to a partner in another space, whose answer is
 * empty. Pages of both are there already.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/string_item.h>

#include <stdio.h>

#include "bench.h"

#define ROUNDS		50
#define BYTES_MAX	65536
/* Pages of the pool that the partner receives into. */
#define TARGET		256

static L4_ThreadId_t partner;
static int bytes;

static void receive_main(void)
{
	volatile char *target = pool[TARGET];
	L4_MsgBuffer_t buffer;
	unsigned int i;

	for (i = 0; i < BYTES_MAX; i += PAGE_BYTES)
		target[i] = 1;
	L4_MsgBufferClear(&buffer);
	L4_MsgBufferAppendSimpleRcvString(&buffer, L4_StringItem(BYTES_MAX, pool[TARGET]));
	L4_AcceptStrings(L4_StringItemsAcceptor, &buffer);
	empty_answers();
}

static bool run_strings(unsigned int rounds)
{
	bool good = true;
	L4_Msg_t msg;

	while (rounds-- > 0) {
		L4_MsgClear(&msg);
		L4_MsgAppendSimpleStringItem(&msg, L4_StringItem(bytes, pool[0]));
		L4_MsgLoad(&msg);
		good &= L4_IpcSucceeded(L4_Call(partner));
	}
	return good;
}

bool bench_strings(void)
{
	static const int sizes[] = { 64, 4096, BYTES_MAX };
	struct row row = { NULL, ROUNDS, 1, NULL, run_strings };
	bool good = true;
	unsigned int i;
	char name[32];

	row.name = name;
	for (i = 0; good && i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		bytes = sizes[i];
		snprintf(name, sizeof(name), "string-%d-ipc", bytes);
		if (row_is_wanted(name))
			good = partner_start(true, receive_main, &partner) && run_strings(2) &&
			       row_measure(&row) && partner_stop(partner);
	}
	return good;
}
