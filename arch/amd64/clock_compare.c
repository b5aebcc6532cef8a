/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compares the time stamp counters of two processors, which take turns on one shared line: what one
 * has read before it gave the turn away, and after it got the turn back, are bounds of what the
 * other has read between. So each round bounds the distance of the counters, and all rounds
 * together do so as closely as the fastest of them.
 */
#include <arch/clock.h>

#include <base/atomic.h>
#include <base/bits.h>

#define ROUNDS		1000
#define SHORTEST_USEC	1000	/* long enough to see counters of different speed */
#define LONGEST_USEC	20000	/* enough of a machine that takes turns slowly */
#define TURN_USEC	10000000	/* a turn that takes longer does not end */
#define DRIFT_USEC	1	/* bounds that contradict each other by so much are no accident */

#define OVER		(~(u64)0)

static struct {
	u64 turn;		/* odd: of the processor that follows; OVER: there is none left */
	u64 stamp;		/* its counter in its last turn */
} line __aligned(64);

/* The counter that follows is ahead by not less than `low` and not more than `high`. */
struct bounds {
	s64 low, high;
};

/* One round. False: it does not end. */
static bool take_turn(u64 turn, struct bounds *b)
{
	const cycle_t patience = clock_usec_to_cycles(TURN_USEC);
	u64 before = rdtsc_ordered(), after;

	atomic_publish(&line.turn, turn + 1);
	while (atomic_read(&line.turn) != turn + 2) {
		if (rdtsc_ordered() - before > patience)
			return false;
		cpu_pause();
	}
	after = rdtsc_ordered();
	b->low = MAX(b->low, (s64)(line.stamp - after));
	b->high = MIN(b->high, (s64)(line.stamp - before));
	return true;
}

enum clock_distance clock_compare(u64 *start)
{
	struct bounds b = { .low = INT64_MIN, .high = INT64_MAX };
	const u64 begin = rdtsc_ordered();
	cycle_t passed = 0;
	u64 round;

	for (round = 0; passed < clock_usec_to_cycles(LONGEST_USEC) &&
	     (round < ROUNDS || passed < clock_usec_to_cycles(SHORTEST_USEC)); round++) {
		if (!take_turn(2 * round, &b))
			return CLOCK_LOST;
		passed = rdtsc_ordered() - begin;
	}
	if ((s64)((u64)b.low - (u64)b.high) > (s64)clock_usec_to_cycles(DRIFT_USEC))
		return CLOCK_DRIFTS;
	if (b.low <= 0 && b.high >= 0) {
		*start = clock_data.start;
		return CLOCK_EQUAL;
	}
	*start = clock_data.start + (u64)b.low + ((u64)b.high - (u64)b.low) / 2;
	clock_data.is_skewed = true;
	return CLOCK_SKEWED;
}

void clock_compare_end(void)
{
	atomic_publish(&line.turn, OVER);
}

void clock_compare_begin(void)
{
	atomic_publish(&line.turn, 0ul);
}

void clock_follow(void)
{
	u64 turn;

	while ((turn = atomic_read(&line.turn)) != OVER) {
		if (turn & 1) {
			line.stamp = rdtsc_ordered();
			atomic_publish(&line.turn, turn + 1);
		} else {
			cpu_pause();
		}
	}
}

usec_t clock_told_usec(void)
{
	static usec_t told __aligned(64);
	usec_t now = clock_now_usec(), last = atomic_peek(&told);

	while (now > last && !atomic_change(&told, last, now))
		last = atomic_peek(&told);
	return MAX(now, last);
}
