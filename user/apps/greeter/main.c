/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starts a second thread in its own space, sends it two numbers, prints the sum that comes back.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/thread.h>

#include <rt_thread.h>
#include <stdio.h>

#define ADD	1	/* label of a request: two words; the answer has one */

static char stack[4096];

/* The server: answers one request after the other; no words if it is no sum. */
static void adder(void *unused)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag;

	(void)unused;
	for (;;) {
		tag = L4_Wait(&from);
		/* Ends when an answer could not be delivered: nobody waits for it any more. */
		while (L4_IpcSucceeded(tag)) {
			L4_Msg_t msg;
			L4_Word_t sum;

			L4_MsgStore(tag, &msg);
			sum = L4_MsgWord(&msg, 0) + L4_MsgWord(&msg, 1);
			L4_MsgClear(&msg);
			if (L4_Label(tag) == ADD && L4_UntypedWords(tag) == 2)
				L4_MsgAppendWord(&msg, sum);
			L4_MsgLoad(&msg);
			tag = L4_ReplyWait(from, &from);
		}
	}
}

int main(void)
{
	L4_ThreadId_t server = rt_thread_start(adder, NULL, stack, sizeof(stack));
	L4_MsgTag_t tag;
	L4_Msg_t msg;

	if (L4_IsNilThread(server)) {
		printf("greeter: no thread: %s\n", L4_ErrorCode_String(L4_ErrorCode()));
		return 1;
	}

	L4_MsgClear(&msg);
	L4_Set_MsgLabel(&msg, ADD);
	L4_MsgAppendWord(&msg, 40);
	L4_MsgAppendWord(&msg, 2);
	L4_MsgLoad(&msg);
	tag = L4_Call(server);
	if (L4_IpcFailed(tag) || L4_UntypedWords(tag) != 1) {
		printf("greeter: no answer\n");
		return 1;
	}
	L4_MsgStore(tag, &msg);
	printf("greeter: the server says %lu\n", L4_MsgWord(&msg, 0));
	return L4_MsgWord(&msg, 0) == 42 ? 0 : 1;
}
