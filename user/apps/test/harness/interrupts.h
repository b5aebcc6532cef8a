/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts as messages, and a source that makes one when asked.
 */
#ifndef L4_TEST_INTERRUPTS_H
#define L4_TEST_INTERRUPTS_H

#include "test.h"
#include "irq_source.h"

#define IRQ_TAG		((L4_Word_t)L4_PROTO_INTERRUPT << L4_PROTO_SHIFT)

/* The thread of an interrupt line. */
static inline L4_ThreadId_t irq(L4_Word_t line)
{
	return L4_GlobalId(line, 1);
}

/* Waits for the message of an interrupt in the calling thread, which serves the source. */
static inline L4_MsgTag_t await(L4_ThreadId_t from, L4_ThreadId_t *sender)
{
	L4_Time_t limit = L4_TimePeriod(20000 * stretch);
	L4_MsgTag_t tag = L4_Ipc(L4_nilthread, from, L4_Timeouts(L4_Never, limit), sender);

	serve();
	return tag;
}

static inline L4_MsgTag_t acknowledge(L4_ThreadId_t from)
{
	L4_Set_MsgTag(L4_Niltag);
	return L4_Send_Timeout(from, L4_ZeroTime);
}

/* What arm() has asked for has happened. */
static inline void pulse_passes(void)
{
	L4_Sleep(L4_TimePeriod(5000 * stretch));
}

#endif
