/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clock conversions against exact 128-bit arithmetic, for slow and fast
 * counters and for times up to a century.
 */
#include <arch/timescale.h>

#include "check.h"

/* A hundred years in microseconds; their cycles fit 64 bits up to 5.8 GHz. */
#define CENTURY		((u64)100 * 366 * 86400 * 1000000)

static const u64 frequencies_khz[] = {
	1193, 4000, 33333, 200000, 999999, 1000000, 1000001, 1193182, 2399987, 3000000, 5700001,
};

/* usec are at most one below the exact value over a century, and never above. */
static void test_to_usec(u64 khz)
{
	struct timescale to_usec = timescale_below(1000, khz);
	bool never_above = true, near = true, monotonic = true;
	u64 last_cycles = 0, last = 0;
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		u64 cycles = check_random();
		u64 exact = (u64)((u128)cycles * 1000 / khz);
		u64 ours = timescale_down(to_usec, cycles);

		never_above = never_above && ours <= exact;
		near = near && exact - ours <= 2;
		if (cycles >= last_cycles)
			monotonic = monotonic && ours >= last;
		else
			monotonic = monotonic && ours <= last;
		last_cycles = cycles;
		last = ours;
	}
	check(never_above && near, "%lu kHz: cycles to usec rounds down, within 2", (long)khz);
	check(monotonic, "%lu kHz: cycles to usec is monotonic", (long)khz);
}

/* A span of t usec in cycles is never shorter than t, on the true scale and on our clock. */
static void test_to_cycles(u64 khz)
{
	struct timescale to_usec = timescale_below(1000, khz);
	struct timescale to_cycles = timescale_inverse(to_usec);
	bool never_early = true, clock_agrees = true, near = true;
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		u64 t = check_random() % (i & 1 ? 100000 : CENTURY);
		u64 now = check_random() >> 6;
		u64 cycles = timescale_up(to_cycles, t);
		/* The clock's ratio is 2^-63 low at most, which is that much of the span. */
		u64 slack = 2 + (u64)((u128)cycles * (khz / 1000 + 1) >> 63);

		never_early = never_early && (u128)cycles * 1000 >= (u128)t * khz;
		near = near && cycles - (u64)((u128)t * khz / 1000) <= slack;
		clock_agrees = clock_agrees && timescale_down(to_usec, now + cycles) >=
					       timescale_down(to_usec, now) + t;
	}
	check(never_early, "%lu kHz: usec to cycles is never too short", (long)khz);
	check(clock_agrees, "%lu kHz: usec to cycles and back gives at least as much", (long)khz);
	check(near, "%lu kHz: usec to cycles is not too long", (long)khz);
}

/* One multiplication gives the same as the ratio, to the bit; only a ratio below 1 has that. */
static void test_high_factor(u64 khz)
{
	struct timescale s = timescale_below(1000, khz);
	u64 factor = timescale_high_factor(s);
	bool same = true;
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		u64 x = check_random() >> (i % 64);

		same = same && (u64)((u128)x * factor >> 64) == timescale_down(s, x);
	}
	check(khz > 1000 ? same : factor == 0, "%lu kHz: one multiplication", (long)khz);
}

static void test_edges(void)
{
	struct timescale same = timescale_below(12345, 12345);
	struct timescale huge = timescale_above((u64)1 << 61, 1);
	struct timescale third_below = timescale_below(1, 3);
	struct timescale third_above = timescale_above(1, 3);
	struct timescale zero = timescale_above(0, 5);

	check(timescale_down(same, ~(u64)0) == ~(u64)0 && timescale_up(same, ~(u64)0) == ~(u64)0,
	      "a ratio of one changes nothing");
	check(timescale_up(huge, 4) == (u64)1 << 63, "a large ratio");
	check(timescale_up(huge, 8) == ~(u64)0 && timescale_up(huge, ~(u64)0) == ~(u64)0,
	      "too large results become the highest number");
	check(timescale_down(third_below, 3) == 0 && timescale_up(third_above, 3) == 2 &&
	      timescale_down(third_above, 3) == 1 && timescale_up(third_below, 3) == 1,
	      "a third lies between its two approximations");
	check(timescale_up(zero, ~(u64)0) == 0, "a ratio of zero");
	check(timescale_up(third_above, 0) == 0 && timescale_down(huge, 0) == 0, "zero stays zero");
}

/* Counts of a slow timer for spans of a fast one. */
static void test_between(u64 khz)
{
	struct timescale s = timescale_above(6000, khz);
	bool good = true;
	unsigned int i;

	for (i = 0; i < 10000; i++) {
		u64 cycles = check_random() >> 4;
		u64 count = timescale_up(s, cycles);
		u128 exact = (u128)cycles * 6000;

		good = good && (u128)count * khz >= exact &&
		       (u128)count * khz <= exact + (u128)2 * khz + (cycles >> 40) * khz;
	}
	check(good, "%lu kHz to 6000 kHz: never too short, hardly too long", (long)khz);
}

void test_timescale(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(frequencies_khz); i++) {
		test_to_usec(frequencies_khz[i]);
		test_to_cycles(frequencies_khz[i]);
		test_between(frequencies_khz[i]);
		test_high_factor(frequencies_khz[i]);
	}
	test_high_factor(1000);
	test_high_factor(999);
	test_edges();
}
