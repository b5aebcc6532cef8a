/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A worker that counts until it is stopped, a rival that preempts it, and the preemption message
 * that comes of it.
 */
#ifndef L4_TEST_PREEMPT_H
#define L4_TEST_PREEMPT_H

#include "test.h"

#define MS		(1000ul * stretch)
/* Of delays, which cannot be stretched: the longest that there can be is 65535 microseconds. */
#define DELAY_MS	1000ul
#define DELAY_US	(20 * DELAY_MS * (lateness ? 3 : 1))
#define RIVAL_PRIO	120
#define QUANTUM		(10 * MS)
/* Not more late than this; the clock of an emulator on a busy machine is not exact. */
#define SLACK		(3 * MS + lateness)

/* Of the worker; whoever starts it sets them to 0. */
extern volatile L4_Word_t count, stop;
extern struct helper *worker, *rival;

/*
 * Counts with these preemption flags; `yield`: gives up the processor when it finds its preemption
 * pending.
 */
L4_Word_t work_flagged(L4_Word_t with, L4_Word_t yield, L4_Word_t c);
/* How far a loop comes in 10 ms. */
L4_Word_t work_measure(L4_Word_t a, L4_Word_t b, L4_Word_t c);

/* The next that comes of h is a preemption message; it waits for the reply then. */
bool expect_message(struct helper *h);
/* What has come, with this outcome, is one that has been sent since `before`. */
bool check_message(struct helper *h, enum outcome outcome, L4_Word64_t before);
void reply(struct helper *h);

#define check_at(time, due)								\
	tap_check_msg((time) >= (due) && (time) < (due) + SLACK, "%s: %ld us after %s", #time,	\
		      (long)((time) - (due)), #due)

static inline L4_Word64_t now(void)
{
	return L4_SystemClock().raw;
}

#endif
