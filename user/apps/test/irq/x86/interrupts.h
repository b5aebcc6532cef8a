/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts as messages, and the programmable interval timer, which makes one when asked.
 */
#ifndef L4_TEST_INTERRUPTS_H
#define L4_TEST_INTERRUPTS_H

#include <lib/port_io.h>

#include "test.h"

#define IRQ_TAG		((L4_Word_t)L4_PROTO_INTERRUPT << L4_PROTO_SHIFT)

#define PIT_DATA	0x40
#define PIT_COMMAND	0x43
#define PIT_PERIODIC	0x34	/* a pulse every so many ticks */
#define PIT_OFTEN	2	/* ticks: less than two microseconds */
#define PIT_ONE_SHOT	0x30	/* channel 0, two bytes, interrupt on terminal count */
#define PIT_TICKS	1193	/* about a millisecond */
#define PIT_LINE	0

/* The thread of an interrupt line. */
static inline L4_ThreadId_t irq(L4_Word_t line)
{
	return L4_GlobalId(line, 1);
}

/* Waits for the message of an interrupt in the calling thread. */
static inline L4_MsgTag_t await(L4_ThreadId_t from, L4_ThreadId_t *sender)
{
	L4_Time_t limit = L4_TimePeriod(20000 * stretch);

	return L4_Ipc(L4_nilthread, from, L4_Timeouts(L4_Never, limit), sender);
}

static inline L4_MsgTag_t acknowledge(L4_ThreadId_t from)
{
	L4_Set_MsgTag(L4_Niltag);
	return L4_Send_Timeout(from, L4_ZeroTime);
}

/* One interrupt of the timer in a millisecond. */
static inline void arm(void)
{
	outb(PIT_COMMAND, PIT_ONE_SHOT);
	outb(PIT_DATA, PIT_TICKS & 0xff);
	outb(PIT_DATA, PIT_TICKS >> 8);
}

static inline void pulse_passes(void)
{
	L4_Sleep(L4_TimePeriod(5000 * stretch));
}

#endif
