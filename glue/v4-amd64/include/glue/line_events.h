/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events of interrupt lines, which are worked off on the processor of the line's interrupt thread.
 * All but line_event(): several processors only. Context: interrupts off.
 */
#ifndef L4_GLUE_LINE_EVENTS_H
#define L4_GLUE_LINE_EVENTS_H

/* The lines of the machine, all masked. Context: boot, with the firmware's tables at hand. */
void line_events_init(void);

/* An event of this line, wherever its interrupt thread is. */
void line_event(unsigned int line);

/* Passes an event on to the processor of the line's interrupt thread. */
void line_event_pass(unsigned int line);
/* An event of a line of this processor is worked off on the way out. */
void line_event_again(unsigned int line);

/* Works off what was passed on to this processor, or is to be worked off again. */
void line_events_take(void);

#endif
