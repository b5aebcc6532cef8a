/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock of the kernel: the time stamp counter, counted from clock_init().
 * A timeout that must never fire early is kept in cycles: it has expired when
 * clock_now() has reached the clock_now() of its start plus
 * clock_usec_to_cycles(). For every c, clock_cycles_to_usec(c +
 * clock_usec_to_cycles(t)) >= clock_cycles_to_usec(c) + t.
 */
#ifndef L4_ARCH_CLOCK_H
#define L4_ARCH_CLOCK_H

#include <arch/cpureg.h>
#include <arch/percpu.h>
#include <arch/timescale.h>
#include <base/types.h>

/* Written once, by clock_init(), but for is_skewed: while other processors are started. */
struct clock_data {
	u64 start;			/* counter of the one that boots when the clock was zero */
	u64 usec_factor;		/* the high word of cycles * usec_factor are microseconds */
	struct timescale to_cycles;
	struct timescale to_lapic;
	u32 lapic_mega;			/* count that lasts 2^20 microseconds of the clock */
	u32 tsc_khz;
	u32 lapic_khz;			/* of the LAPIC timer's count, divider included */
	bool is_skewed;			/* another processor's counter is ahead or behind */
};

extern struct clock_data clock_data;

/*
 * Measures both counters and starts the clock at zero. Returns false if the
 * frequency could not be found: then it is taken as 1 GHz and time is wrong.
 * Context: boot, after cpu_detect() and lapic_init(), before
 * lapic_timer_init(); takes some 50 milliseconds.
 */
bool clock_init(void);

#ifdef CONFIG_SMP
/* This processor's counter when the clock was zero. */
static inline u64 clock_start(void)
{
	return arch_near_this()->clock_start;
}
#else
static inline u64 clock_start(void)
{
	return clock_data.start;
}
#endif

static inline cycle_t clock_now(void)
{
	return rdtsc() - clock_start();
}

/*
 * Lets programs that may read the counter compute clock_now_usec() without the kernel: it is the
 * high word of (counter - start) * factor.
 */
struct clock_formula {
	u64 start, factor;
};

/*
 * The clock in this form. False: it has none, because several processors run (`is_shared`) whose
 * counters are not known to go alike.
 */
bool clock_formula(struct clock_formula *f, bool is_shared);

/* --- several processors: how far counters are from each other --- */

enum clock_distance {
	CLOCK_EQUAL,	/* nothing can show that they differ */
	CLOCK_SKEWED,	/* one is ahead */
	CLOCK_DRIFTS,	/* they have different speeds */
	CLOCK_LOST,	/* the other processor has stopped */
};

/*
 * On the processor that boots, while one other is or comes in clock_follow(), some milliseconds: in
 * *start, if they are equal or skewed, that processor's counter when the clock was zero. Before,
 * clock_compare_begin(); the other one goes on behind clock_compare_end().
 */
enum clock_distance clock_compare(u64 *start);
void clock_compare_begin(void);
void clock_compare_end(void);
void clock_follow(void);

/* clock_now_usec() where counters are skewed: never less than any processor was told before. */
usec_t clock_told_usec(void);

/* Rounds down. */
static inline usec_t clock_cycles_to_usec(cycle_t cycles)
{
	return (u64)((u128)cycles * clock_data.usec_factor >> 64);
}

/* Rounds up, so that at least this time passes; the highest number on overflow. */
static inline cycle_t clock_usec_to_cycles(usec_t usec)
{
	return timescale_up(clock_data.to_cycles, usec);
}

/* Never goes backwards. */
static inline usec_t clock_now_usec(void)
{
	return clock_cycles_to_usec(clock_now());
}

/*
 * The count for lapic_timer_arm() that lasts this long. Rounds up; times
 * beyond the timer's range (some seconds) give its longest count, so that
 * whoever handles the timer's interrupt looks at the clock and arms it again.
 */
static inline u32 clock_cycles_to_lapic(cycle_t cycles)
{
	u64 count = timescale_up(clock_data.to_lapic, cycles);

	if (unlikely(count > UINT32_MAX))
		return UINT32_MAX;
	return count ? (u32)count : 1;
}

#define CLOCK_MEGA_SHIFT	20

/* The same for a time in whole microseconds, by one multiplication. */
static inline u32 clock_usec_to_lapic(usec_t usec)
{
	u64 count;

	if (unlikely(usec >= UINT32_MAX))
		return UINT32_MAX;
	count = (usec * clock_data.lapic_mega >> CLOCK_MEGA_SHIFT) + 1;
	return count > UINT32_MAX ? UINT32_MAX : (u32)count;
}

#endif
