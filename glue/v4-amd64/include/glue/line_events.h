/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events of interrupt lines, which are worked off on the processor of the line's interrupt thread.
 * All but line_event(): several processors only. Context: interrupts off.
 */
#ifndef L4_GLUE_LINE_EVENTS_H
#define L4_GLUE_LINE_EVENTS_H

#include <arch/pc/lines.h>
#include <base/atomic.h>
#include <generic/cpu.h>

/* The lines of the machine, all masked. Context: boot, with the firmware's tables at hand. */
void line_events_init(void);

/* An event of this line, wherever its interrupt thread is. */
void line_event(unsigned int line);

/* Passes an event on to the processor of the line's interrupt thread. */
void line_event_pass(unsigned int line);
/* An event of a line of this processor is worked off on the way out. */
void line_event_again(unsigned int line);

#ifdef CONFIG_SMP
#define LINE_WORDS	((LINES_MAX + 63) / 64)

/* Of a processor: any of them sets bits, only it takes them. */
struct line_events {
	u64 words;		/* bit w: look at lines[w], which was set before */
	u64 lines[LINE_WORDS];
} __aligned(64);

extern struct line_events line_events[NR_CPUS];

/* Works off what was passed on to this processor, or is to be worked off again. */
void line_events_work(void);

static inline void line_events_take(void)
{
	if (unlikely(atomic_peek(&line_events[arch_near_cpu()->number].words) != 0))
		line_events_work();
}
#else
static inline void line_events_take(void)
{
}
#endif

#endif
