/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program on three processors, for tests that stop the last one. On "w" threads begin that have
 * to wait for that one; on "t" the main thread tries what does not, and says what came of it; on
 * "d" it says who has come back.
 */
#include <l4/ipc.h>
#include <l4/kdebug.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <rt_thread.h>
#include <stdio.h>

#define STACK_BYTES	4096
#define POLL_US		5000
#define LIMIT_US	20000
#define SERVER_PRIO	200
#define CALLS		100
#define HELPERS		4
#define PAGE_LOG2	12

enum { SILENT = 2, PROCESSORS };

/* Who waits for the processor that is stopped. */
enum { CALLER, ASKER, REVOKER, DELETER, WAITERS };

static char stacks[PROCESSORS + WAITERS + HELPERS][STACK_BYTES] __attribute__((aligned(16)));
static unsigned int nstacks;
static L4_ThreadId_t echo[PROCESSORS], spinner, victim, relay, limited;
static L4_Fpage_t page;
static volatile bool is_back[WAITERS];

static L4_ThreadId_t start(void (*run)(void *), void *argument, unsigned int processor)
{
	L4_ThreadId_t t = rt_thread_start(run, argument, stacks[nstacks++], STACK_BYTES);

	if (L4_IsNilThread(t) || L4_Set_ProcessorNo(t, processor) == 0)
		printf("not started\n");
	return t;
}

static void spin(void *unused)
{
	(void)unused;
	for (;;)
		__asm__ volatile("pause");
}

static void answer(void *unused)
{
	L4_ThreadId_t from;

	(void)unused;
	L4_Wait(&from);
	for (;;)
		L4_ReplyWait(from, &from);
}

/* How many calls fail. */
static unsigned int call_often(L4_ThreadId_t to)
{
	unsigned int failed = 0;

	for (unsigned int i = 0; i < CALLS; i++) {
		L4_Set_MsgTag(L4_Niltag);
		failed += L4_IpcFailed(L4_Call(to));
	}
	return failed;
}

/* Does the same on the next processor, for who calls it. */
static void call_there(void *unused)
{
	L4_ThreadId_t from;
	L4_Msg_t msg;

	(void)unused;
	L4_Wait(&from);
	for (;;) {
		L4_Word_t failed = call_often(echo[1]);

		L4_Sleep(L4_TimePeriod(LIMIT_US));
		L4_MsgClear(&msg);
		L4_MsgAppendWord(&msg, failed);
		L4_MsgLoad(&msg);
		L4_ReplyWait(from, &from);
	}
}

static void wait_for_silent(void *what)
{
	L4_Word_t n = (L4_Word_t)what;

	switch (n) {
	case CALLER:
		L4_Set_MsgTag(L4_Niltag);
		is_back[n] = L4_IpcSucceeded(L4_Call(echo[SILENT]));
		break;
	case ASKER:
		is_back[n] = L4_UserDefinedHandleOf(spinner) == 0;
		break;
	case REVOKER:
		(void)L4_Flush(L4_FpageAddRights(page, L4_FullyAccessible));
		is_back[n] = true;
		break;
	default:
		is_back[n] = rt_thread_stop(victim);
	}
	L4_Sleep(L4_Never);
}

static void tell_limit(const char *name, L4_MsgTag_t tag, L4_Clock_t since)
{
	bool in_time = L4_SystemClock().raw - since.raw >= LIMIT_US;

	printf("%s: error %lu%s\n", name, L4_IpcFailed(tag) ? L4_ErrorCode() : 0,
	       in_time ? "" : " too early");
}

/*
 * A thread whose message has not been looked at asks nobody else meanwhile, so this one does
 * nothing else: what it had sent there is in the way of its next message, and that one's limit
 * ends, too.
 */
static void try_limits(void)
{
	L4_Time_t limit = L4_TimePeriod(LIMIT_US);
	L4_Clock_t since;

	for (unsigned int i = 0; i < 2; i++) {
		since = L4_SystemClock();
		L4_Set_MsgTag(L4_Niltag);
		tell_limit("send", L4_Send_Timeout(echo[SILENT], limit), since);
		printf("local: %u failed\n", call_often(echo[0]));
	}
	since = L4_SystemClock();
	tell_limit("receive", L4_Receive_Timeout(echo[SILENT], limit), since);
}

static void limit_waits(void *unused)
{
	L4_ThreadId_t from;

	(void)unused;
	L4_Wait(&from);
	for (;;) {
		try_limits();
		L4_Set_MsgTag(L4_Niltag);
		L4_ReplyWait(from, &from);
	}
}

static void try_others(void)
{
	L4_Word_t failed = CALLS;

	printf("between: %u failed\n", call_often(echo[1]));
	L4_Set_MsgTag(L4_Niltag);
	if (L4_IpcSucceeded(L4_Call(relay)))
		L4_StoreMR(1, &failed);
	printf("there: %lu failed\n", failed);
}

static void begin_waiters(void)
{
	/* Two on each processor. */
	for (L4_Word_t i = 0; i < WAITERS; i++)
		(void)start(wait_for_silent, (void *)i, i % SILENT);
	L4_Sleep(L4_TimePeriod(LIMIT_US));
	printf("begun\n");
}

static void tell_waiters(void)
{
	printf("back:");
	for (unsigned int i = 0; i < WAITERS; i++)
		printf(" %u", is_back[i]);
	printf(".\n");
}

int main(void)
{
	page = L4_Sigma0_GetAny(L4_nilthread, PAGE_LOG2, L4_CompleteAddressSpace);
	for (unsigned int i = 0; i < PROCESSORS; i++) {
		echo[i] = start(answer, NULL, i);
		L4_Set_Priority(echo[i], SERVER_PRIO);
	}
	victim = start(answer, NULL, 0);
	relay = start(call_there, NULL, 1);
	limited = start(limit_waits, NULL, 0);
	spinner = start(spin, NULL, SILENT);
	printf("all: %u failed\n", call_often(echo[SILENT]));
	printf("program is ready\n");
	for (;;) {
		switch (L4_KDB_ReadChar()) {
		case 'w':
			begin_waiters();
			break;
		case 't':
			L4_Set_MsgTag(L4_Niltag);
			L4_Call(limited);
			try_others();
			printf("tried\n");
			break;
		case 'd':
			tell_waiters();
		}
		L4_Sleep(L4_TimePeriod(POLL_US));
	}
}
