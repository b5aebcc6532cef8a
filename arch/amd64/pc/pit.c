/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Measures the time stamp counter against channel 2 of the PIT. An interval may be prolonged by
 * what nobody can switch off (system management, an emulator that was not scheduled), but never
 * shortened: so the shortest of several is the best.
 */
#include <arch/pc/pit.h>

#include <arch/cpureg.h>
#include <arch/io.h>
#include <base/bits.h>

#define PIT_HZ		1193182
#define PIT_COUNTER2	0x42
#define PIT_COMMAND	0x43
#define PIT_COUNT2_ONCE	0xb0	/* channel 2, both bytes, mode 0: output rises at zero */
#define PORT_B		0x61
#define PORT_B_GATE2	0x01
#define PORT_B_SPEAKER	0x02
#define PORT_B_OUT2	0x20

/*
 * The difference of two intervals is what counts: the time to start and to notice the end is in
 * both.
 */
#define SHORT_TICKS	1193	/* 1 ms */
#define LONG_TICKS	(SHORT_TICKS + 23864)	/* 20 ms more */

/*
 * Enough for the short interval where each instruction takes a nanosecond; on a machine whose PIT
 * stands still about a second is lost.
 */
#define POLLS_MAX	1000000

#define TRIES_MAX	10
#define AGREE_SHIFT	13	/* two tries agree if they differ by less than 1 in 2^13 */

/*
 * Cycles from the start of the PIT to its end, 0 if it does not come. For the first `quiet` cycles
 * the PIT is not looked at.
 */
static u64 measure_once(u32 ticks, u64 quiet)
{
	u8 port_b = inb(PORT_B);
	unsigned int polls = POLLS_MAX;
	u64 start, passed;

	outb(PORT_B, (u8)((port_b & ~PORT_B_SPEAKER) | PORT_B_GATE2));
	outb(PIT_COMMAND, PIT_COUNT2_ONCE);
	outb(PIT_COUNTER2, (u8)ticks);
	outb(PIT_COUNTER2, (u8)(ticks >> 8));
	start = rdtsc_ordered();
	tsc_spin(start, quiet);
	/* Nothing else in this loop: its length is the error of the measurement. */
	while (polls && !(inb(PORT_B) & PORT_B_OUT2))
		polls--;
	passed = rdtsc_ordered() - start;
	outb(PORT_B, port_b);
	return polls ? passed : 0;
}

/* The shortest of several tries, the first two that agree being enough; 0: no PIT. */
static u64 measure(u32 ticks, u64 quiet)
{
	u64 best, next, distance;
	unsigned int tries;

	best = measure_once(ticks, quiet);
	for (tries = 1; best && tries < TRIES_MAX; tries++) {
		next = measure_once(ticks, quiet);
		distance = next > best ? next - best : best - next;
		best = MIN(best, next);
		if (distance < best >> AGREE_SHIFT)
			break;
	}
	return best;
}

u32 pit_measure_tsc_khz(void)
{
	const u64 ticks = LONG_TICKS - SHORT_TICKS;
	u64 short_cycles, long_cycles;

	short_cycles = measure(SHORT_TICKS, 0);
	if (!short_cycles)
		return 0;
	/* The short one may be too long by some per cent: keep clear of the end. */
	long_cycles = measure(LONG_TICKS, short_cycles * (LONG_TICKS / SHORT_TICKS) * 15 / 16);
	if (long_cycles <= short_cycles)
		return 0;
	return (u32)(((long_cycles - short_cycles) * PIT_HZ + ticks * 500) / (ticks * 1000));
}
