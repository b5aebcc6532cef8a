/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds out how fast the time stamp counter and the LAPIC timer count: the first is told by CPUID
 * or measured against the PIT, the second is measured against the first.
 */
#include <arch/clock.h>

#include <arch/cpu.h>
#include <arch/lapic.h>
#include <arch/pc/pit.h>
#include <arch/time.h>
#include <base/bits.h>

#define LAPIC_MS	10
#define PAIR_TRIES	10

#define FALLBACK_KHZ	1000000
#define MIN_KHZ		1001	/* a count is less than a microsecond: timescale_high_factor() */
#define LEAF_TSC	0x15
#define LEAF_FREQUENCY	0x16

struct clock_data clock_data;

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
	u32 measured = pit_measure_tsc_khz();
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
	tsc_spin(start, (u64)tsc_khz * LAPIC_MS);
	read_pair(&end, &end_count);
	lapic_timer_stop();
	cycles = end - start;
	return (u32)(((u64)(start_count - end_count) * tsc_khz + cycles / 2) / cycles);
}

#ifdef CONFIG_SMP
static void set_start(u64 start)
{
	arch_this_cpu()->clock_start = start;
}
#else
static void set_start(u64 start)
{
	(void)start;
}
#endif

bool clock_init(void)
{
	u32 tsc_khz = find_tsc_khz();
	bool is_found = tsc_khz >= MIN_KHZ;
	struct timescale to_usec;

	if (!is_found)
		tsc_khz = FALLBACK_KHZ;
	clock_data.tsc_khz = tsc_khz;
	clock_data.lapic_khz = find_lapic_khz(tsc_khz);
	to_usec = timescale_below(1000, tsc_khz);
	clock_data.usec_factor = timescale_high_factor(to_usec);
	clock_data.to_cycles = timescale_inverse(to_usec);
	clock_data.to_lapic = timescale_above(clock_data.lapic_khz, tsc_khz);
	clock_data.lapic_mega =
		clock_cycles_to_lapic(clock_usec_to_cycles((usec_t)1 << CLOCK_MEGA_SHIFT));
	clock_data.start = rdtsc();
	set_start(clock_data.start);
	return is_found;
}

/* All processors count alike for good: emulators have one counter, real ones say it of theirs. */
static bool is_common(void)
{
	return !clock_data.is_skewed && (cpu_has(CPU_INVARIANT_TSC) || cpu_has(CPU_HYPERVISOR));
}

bool clock_formula(struct clock_formula *f, bool is_shared)
{
	if (is_shared && !is_common())
		return false;
	f->start = clock_data.start;
	f->factor = clock_data.usec_factor;
	return true;
}

/* Some centuries: as good as never, and no counter wraps before. */
#define FAR_CYCLES	((cycle_t)1 << 62)

static inline void program_deadline(usec_t deadline)
{
	lapic_timer_deadline(clock_start() + MIN(clock_usec_to_cycles(deadline), FAR_CYCLES));
}

/* Part of the present microsecond has passed already: it is long enough in any case. */
static inline void program_count(usec_t now, usec_t deadline)
{
	lapic_timer_arm(clock_usec_to_lapic(deadline > now ? deadline - now : 0));
}

void arch_timer_program(usec_t deadline)
{
	if (cpu_has(CPU_TSC_DEADLINE))
		program_deadline(deadline);
	else
		program_count(clock_now_usec(), deadline);
}

void arch_timer_program_from(usec_t now, usec_t deadline)
{
	if (cpu_has(CPU_TSC_DEADLINE))
		program_deadline(deadline);
	else
		program_count(now, deadline);
}
