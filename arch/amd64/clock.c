/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds out how fast the time stamp counter and the LAPIC timer count. The
 * first is measured against channel 2 of the PIT, the second against the
 * first. An interval may be prolonged by what nobody can switch off (system
 * management, an emulator that was not scheduled), but never shortened: so the
 * shortest of several is the best.
 */
#include <arch/clock.h>

#include <arch/cpu.h>
#include <arch/io.h>
#include <arch/lapic.h>
#include <arch/time.h>
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
 * The difference of two intervals is what counts: the time to start and to
 * notice the end is in both.
 */
#define SHORT_TICKS	1193	/* 1 ms */
#define LONG_TICKS	(SHORT_TICKS + 23864)	/* 20 ms more */

/*
 * Enough for the short interval where each instruction takes a nanosecond; on
 * a machine whose PIT stands still about a second is lost.
 */
#define POLLS_MAX	1000000

#define SPIN_LOOPS	256	/* some hundred nanoseconds */

#define TRIES_MAX	10
#define AGREE_SHIFT	13	/* two tries agree if they differ by less than 1 in 2^13 */

#define LAPIC_MS	10
#define PAIR_TRIES	10

#define FALLBACK_KHZ	1000000
#define LEAF_TSC	0x15
#define LEAF_FREQUENCY	0x16

struct clock_data clock_data;

/*
 * Waits at least so long, with as little access to counters and ports as
 * possible: under an emulator that counts instructions each one is slow.
 */
static void spin(u64 start, u64 cycles)
{
	unsigned int i;

	while (rdtsc_ordered() - start < cycles) {
		for (i = 0; i < SPIN_LOOPS; i++)
			asm volatile("" : : : "memory");
	}
}

/*
 * Cycles from the start of the PIT to its end, 0 if it does not come. For the
 * first `quiet` cycles the PIT is not looked at.
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
	spin(start, quiet);
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

static u32 measured_tsc_khz(void)
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

/* What CPUID says: exact if the crystal is known, else the nominal frequency; 0: nothing. */
static u32 told_tsc_khz(bool *is_exact)
{
	struct cpuid_regs r = { 0 };

	if (cpu_features.max_leaf >= LEAF_TSC)
		r = cpuid(LEAF_TSC, 0);
	*is_exact = r.eax && r.ebx && r.ecx;
	if (*is_exact)
		return (u32)((u64)r.ecx * r.ebx / r.eax / 1000);
	if (cpu_features.max_leaf >= LEAF_FREQUENCY)
		return (cpuid(LEAF_FREQUENCY, 0).eax & 0xffff) * 1000;
	return 0;
}

/* CPUID's exact figure is better than measuring, if it is not far from what is measured. */
static u32 find_tsc_khz(void)
{
	u32 measured = measured_tsc_khz();
	bool is_exact;
	u32 told = told_tsc_khz(&is_exact);
	u32 distance = told > measured ? told - measured : measured - told;

	if (!measured)
		return told;
	return is_exact && distance < measured / 1000 ? told : measured;
}

/* Both counters at one time: the pair that was read fastest. */
static void read_pair(u64 *tsc, u32 *lapic)
{
	u64 before, after, shortest = ~(u64)0;
	unsigned int tries;
	u32 count;

	for (tries = 0; tries < PAIR_TRIES; tries++) {
		before = rdtsc_ordered();
		count = lapic_timer_count();
		after = rdtsc_ordered();
		if (after - before >= shortest)
			continue;
		shortest = after - before;
		*tsc = before + shortest / 2;
		*lapic = count;
	}
}

static u32 find_lapic_khz(u32 tsc_khz)
{
	u64 start, end, cycles;
	u32 start_count, end_count;

	lapic_timer_arm(UINT32_MAX);
	read_pair(&start, &start_count);
	spin(start, (u64)tsc_khz * LAPIC_MS);
	read_pair(&end, &end_count);
	lapic_timer_stop();
	cycles = end - start;
	return (u32)(((u64)(start_count - end_count) * tsc_khz + cycles / 2) / cycles);
}

bool clock_init(void)
{
	u32 tsc_khz = find_tsc_khz();
	bool is_found = tsc_khz != 0;

	if (!is_found)
		tsc_khz = FALLBACK_KHZ;
	clock_data.tsc_khz = tsc_khz;
	clock_data.lapic_khz = find_lapic_khz(tsc_khz);
	clock_data.to_usec = timescale_below(1000, tsc_khz);
	clock_data.to_cycles = timescale_inverse(clock_data.to_usec);
	clock_data.to_lapic = timescale_above(clock_data.lapic_khz, tsc_khz);
	clock_data.lapic_mega =
		clock_cycles_to_lapic(clock_usec_to_cycles((usec_t)1 << CLOCK_MEGA_SHIFT));
	clock_data.start = rdtsc();
	return is_found;
}

bool clock_formula(struct clock_formula *f)
{
	f->start = clock_data.start;
	f->factor = timescale_high_factor(clock_data.to_usec);
	return f->factor != 0;
}

void arch_timer_program(usec_t deadline)
{
	usec_t now = clock_now_usec();

	/* Part of the present microsecond has passed already: it is long enough in any case. */
	lapic_timer_arm(clock_usec_to_lapic(deadline > now ? deadline - now : 0));
}
