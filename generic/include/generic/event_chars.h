/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Characters in the upper right corner of the screen, one row for each processor: one of them
 * turns a little when something of its kind happens, so that a look at a machine that prints
 * nothing tells what it does.
 */
#ifndef L4_GENERIC_EVENT_CHARS_H
#define L4_GENERIC_EVENT_CHARS_H

#include <base/attr.h>

/* In the order of their columns, from the right edge of the screen on. */
enum event_char {
	EVENT_CHAR_IDLE,	/* the idle thread runs, or goes on after an interrupt */
	EVENT_CHAR_TIMER,	/* timer interrupt */
	EVENT_CHAR_DEVICE,	/* interrupt of a device */
	EVENT_CHAR_SLICE,	/* end of a time slice */
	EVENT_CHAR_CROSS,	/* interrupt by another processor */
	EVENT_CHARS,
};

#if IS_ENABLED(CONFIG_CONSOLE_EVENT_CHARS)
/* One step for this processor. Context: interrupts off. */
void event_char_turn(enum event_char which);
#else
static inline void event_char_turn(enum event_char which)
{
	(void)which;
}
#endif

#endif
