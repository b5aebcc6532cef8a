/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of the runtime: what they begin with, how many there are, what is left of a stopped one.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/thread.h>

#include <rt_thread.h>
#include <stdbool.h>
#include <stdio.h>

#define MANY	300
#define BYTES	1024

static char stacks[MANY][BYTES] __attribute__((aligned(16)));
/* Pages of the image that the main thread has no business with. */
static volatile char untouched[4][4096] __attribute__((aligned(4096)));
static L4_ThreadId_t ids[MANY], parent;
static int failed;

static void check(bool good, const char *what)
{
	printf("%s: %s\n", good ? "good" : "bad", what);
	failed += !good;
}

/* Tells who it is, whether its stack is aligned as calls leave it, and its argument. */
static void report(void *argument)
{
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, (L4_Word_t)argument);
	/* Behind the return address and the frame pointer. */
	L4_MsgAppendWord(&msg, ((L4_Word_t)__builtin_frame_address(0) +
				2 * sizeof(L4_Word_t)) % 16);
	L4_MsgAppendWord(&msg, L4_UserDefinedHandle());
	L4_MsgAppendWord(&msg, (L4_Word_t)__builtin_frame_address(0));
	L4_MsgLoad(&msg);
	(void)L4_Send(parent);
}

static bool reported(L4_ThreadId_t id, L4_Word_t argument, const char *stack)
{
	L4_MsgTag_t tag = L4_Receive_Timeout(id, L4_TimePeriod(1000000));
	L4_Msg_t msg;

	L4_MsgStore(tag, &msg);
	return L4_IpcSucceeded(tag) && L4_MsgWord(&msg, 0) == argument &&
	       L4_MsgWord(&msg, 1) == 0 && L4_MsgWord(&msg, 2) == 0 &&
	       L4_MsgWord(&msg, 3) >= (L4_Word_t)stack &&
	       L4_MsgWord(&msg, 3) < (L4_Word_t)stack + BYTES;
}

/* A thread that starts another one, on the stack of number 1. */
static void start_another(void *unused)
{
	(void)unused;
	ids[1] = rt_thread_start(report, (void *)4, stacks[1], BYTES);
}

static void check_one(void)
{
	L4_ThreadId_t first;

	ids[0] = rt_thread_start(report, (void *)3, stacks[0], BYTES - 1);
	check(!L4_IsNilThread(ids[0]), "a thread starts");
	check(reported(ids[0], 3, stacks[0]), "with argument, aligned stack and handle 0");
	check(!rt_thread_stop(L4_GlobalId(L4_ThreadNo(ids[0]), L4_Version(ids[0]) + 1)) &&
	      !rt_thread_stop(parent) && !rt_thread_stop(L4_nilthread), "a wrong id stops none");
	first = ids[0];
	check(rt_thread_stop(first) && !rt_thread_stop(first), "it stops once");
	check(L4_IpcFailed(L4_Receive_Timeout(first, L4_TimePeriod(1000))), "and is no more");

	ids[0] = rt_thread_start(start_another, NULL, stacks[0], BYTES);
	check(L4_ThreadNo(ids[0]) == L4_ThreadNo(first) && L4_IsThreadNotEqual(ids[0], first),
	      "its number is used again with another version");
	L4_Sleep(L4_TimePeriod(1000));
	check(reported(ids[1], 4, stacks[1]), "a second thread starts a third one");
	check(rt_thread_stop(ids[0]) && rt_thread_stop(ids[1]), "both stop");
}

/* Touches a page of the image first, for reading or for writing. */
static void touch(void *argument)
{
	if (argument != NULL)
		untouched[3][7] = 1;
	report((void *)(L4_Word_t)untouched[1][0]);
}

static void check_image(void)
{
	int write;

	for (write = 0; write < 2; write++) {
		ids[0] = rt_thread_start(touch, write ? stacks : NULL, stacks[0], BYTES);
		check(reported(ids[0], 0, stacks[0]), write ?
		      "a thread writes to a page of the image that nobody has used" :
		      "a thread reads a page of the image that nobody has used");
		check(rt_thread_stop(ids[0]), "and stops");
	}
}

static void check_many(void)
{
	int n, i, good = 0;

	for (n = 0; n < MANY; n++) {
		ids[n] = rt_thread_start(report, (void *)(L4_Word_t)n, stacks[n], BYTES);
		if (L4_IsNilThread(ids[n]))
			break;
	}
	check(n == 255 && L4_ErrorCode() == L4_ErrUtcbArea, "there is room for 255");
	for (i = 0; i < n; i++)
		good += reported(ids[i], (L4_Word_t)i, stacks[i]);
	check(good == n, "all of them run");
	for (i = 0, good = 0; i < n; i++)
		good += rt_thread_stop(ids[i]);
	check(good == n, "all of them stop");

	/* 64 is no version: the id would be a local one. */
	for (i = 0, good = 0; i < 130; i++) {
		ids[0] = rt_thread_start(report, (void *)5, stacks[0], BYTES);
		good += reported(ids[0], 5, stacks[0]) && rt_thread_stop(ids[0]);
	}
	check(good == 130, "one after the other");
}

int main(void)
{
	parent = L4_Myself();
	check_one();
	check_image();
	check_many();
	printf("%d checks failed\n", failed);
	return failed;
}
