/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two threads talk, by the short path in the end; then one of them runs and never comes back.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/thread.h>
#include <stdio.h>

#define STACK_BYTES	4096
#define CALLS		4

static unsigned char stack[STACK_BYTES] __attribute__((aligned(STACK_BYTES)));

static void partner(void)
{
	L4_ThreadId_t from;

	(void)L4_Wait(&from);
	for (int i = 0; i < CALLS - 1; i++) {
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_ReplyWait(from, &from);
	}
	for (;;)
		;
}

int main(void)
{
	L4_ThreadId_t me = L4_MyGlobalId();
	L4_ThreadId_t other = L4_GlobalId(L4_ThreadNo(me) + 1, 1);
	L4_Word_t utcb = L4_MyLocalId().raw - 0x200 + 0x400;

	if (!L4_ThreadControl(other, me, me, me, (void *)utcb))
		return 1;
	/* From here on it needs no page that is not there. */
	*(volatile unsigned char *)stack = 0;
	L4_Start_SpIp(other, (L4_Word_t)stack + STACK_BYTES - 8, (L4_Word_t)partner);
	printf("caller %#lx partner %#lx\n", me.raw, other.raw);
	for (int i = 0; i < CALLS; i++) {
		/* Now the complete path knows that this thread runs. */
		L4_ThreadSwitch(me);
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_Call(other);
	}
	return 1;
}
