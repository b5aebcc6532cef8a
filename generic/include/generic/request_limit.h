/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of a processor's time others can take: so much of each millisecond, from a thread that
 * is at least as urgent as those that they ask about. What is left over is held until the
 * millisecond is over, or until a less urgent thread, or nobody, is to run. Whatever lets a more
 * urgent thread run than there was counts as that one's time.
 *
 * Flushes are never held, as others wait for them; who asks for them asks a processor that holds
 * requests once in a millisecond, unless a thread that waits for it is more urgent than the one
 * that runs there.
 */
#ifndef L4_GENERIC_REQUEST_LIMIT_H
#define L4_GENERIC_REQUEST_LIMIT_H

#include <base/bits.h>
#include <base/types.h>
#include <generic/cpu_set.h>

/* One processor's part. Zero: the first request begins a window. */
struct request_limit {
	u32 budget;		/* requests that may be handled before the clock is looked at */
	int spent;		/* who is as urgent as this has given all of the window */
	bool is_counted;	/* that of the present budget has gone into `spent` */
	union {
		u64 waits;	/* not zero: one of these two is to be looked at */
		struct {
			/*
			 * Not zero: requests are held while a thread runs whose priority is not
			 * less than this less one.
			 */
			u32 held;
			/* As one who asks others to flush: a round waits for its time. */
			bool is_put_off;
		};
	};
	usec_t window_end;
	usec_t not_before;	/* the next round of those that hold requests */
	u32 urgency;		/* the highest priority that waits for the next round, plus 1 */
};

/* Nobody has given all of the window: the usual case. */
#define REQUEST_LIMIT_NONE	0x7fffffff

#ifdef CONFIG_SMP
/* The same as request_limit_allows(), which asks it where it has to look at the clock. */
bool request_limit_renew(void);

/* False: nothing more is handled now; what is left is noted for later. */
static inline bool request_limit_allows(const struct request_limit *l)
{
	return likely(l->spent == REQUEST_LIMIT_NONE && l->budget > 0) || request_limit_renew();
}

/* Something has been handled, which lets nobody more urgent run. */
static inline void request_limit_count(struct request_limit *l)
{
	if (l->budget > 0)
		l->budget--;
}

/* Its handling has let a more urgent thread run at once, so that counting it takes nothing. */
static inline void request_limit_spare(struct request_limit *l)
{
	l->budget++;
}

/*
 * Of what is held something is due, if nobody above priority `top` is to run next (-1: nobody at
 * all): it is handled soon.
 */
static inline bool request_limit_is_due(const struct request_limit *l, int top)
{
	return unlikely(l->held > (u32)(top + 1));
}

/* Of the timer: the time is `now`; when what is held is due, USEC_NEVER: nothing is held. */
void request_limit_tick(usec_t now);
usec_t request_limit_end(const struct request_limit *l);

/*
 * True: the next round of this processor, which would ask `targets`, is put off: flush_look()
 * begins it.
 */
bool request_limit_puts_off(struct cpu_set targets);
/* A thread of this priority waits for the next round. */
static inline void request_limit_awaits(struct request_limit *l, unsigned int prio)
{
	l->urgency = MAX(l->urgency, prio + 1u);
}
#endif

#endif
