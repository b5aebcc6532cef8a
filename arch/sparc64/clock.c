/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TICK register as clock, its compare register as one-shot timer.
 */
#include <arch/time.h>

#define HZ_MAX		(1ul << 32)	/* so that a rest times a million fits into a word */
#define FALLBACK_HZ	100000000

struct clock_data clock_data;

void clock_set_frequency(u64 hz)
{
	clock_data.hz = hz;
	clock_data.per_usec = hz % USEC_PER_SEC == 0 ? hz / USEC_PER_SEC : 0;
}

bool clock_init(u64 hz)
{
	bool is_usable = hz > 0 && hz <= HZ_MAX;

	clock_set_frequency(is_usable ? hz : FALLBACK_HZ);
	tick_compare_write(TICK_DISABLED);
	softint_clear(SOFTINT_TICK);
	/* Users may read the register from now on. */
	wrpr(tick, 0);
	clock_data.start = tick_read();
	return is_usable;
}

void arch_timer_program(usec_t deadline)
{
	cycle_t then = clock_usec_to_cycles(deadline);
	u64 tick;

	softint_clear(SOFTINT_TICK);
	if (then >= TICK_DISABLED - clock_data.start) {
		tick_compare_write(TICK_DISABLED);
		return;
	}
	tick = clock_data.start + then;
	tick_compare_write(tick);
	/* The interrupt comes at equality only: if that is over already, raise it by hand. */
	if (tick_read() >= tick)
		__asm__ volatile("wr %0, 0, %%asr20" : : "r"(SOFTINT_TICK));
}
