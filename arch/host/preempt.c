/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preemption points of the host port, which find interrupts where a test wants it.
 */
#include <arch/machine.h>
#include <base/atomic.h>

#include <arch/hosted.h>
#include <base/atomic.h>

__thread unsigned long host_preempt_points, host_preempt_stops;
void (*host_preempt_hook)(void);

/* Which preemption points find an interrupt: 0: none; else one in `period`. */
static __thread unsigned int period;
static __thread bool by_chance;
static __thread u64 chance;

void host_irq_record(unsigned int n)
{
	(void)atomic_or(&arch_this_cpu()->irq_recorded, 1ull << n);
}

u64 host_random(u64 *state)
{
	u64 x = *state += 0x9e3779b97f4a7c15ull;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

void host_preempt_never(void)
{
	period = 0;
}

void host_preempt_every(unsigned int n)
{
	period = n;
	by_chance = false;
}

void host_preempt_random(u64 seed, unsigned int n)
{
	period = n;
	by_chance = true;
	chance = seed;
}

static bool is_due(void)
{
	if (period == 0)
		return false;
	return (by_chance ? host_random(&chance) : host_preempt_points) % period == 0;
}

bool arch_preempt_recorded(void)
{
	return atomic_peek(&arch_this_cpu()->irq_recorded) != 0;
}

void arch_spin(void)
{
	hosted_yield();
}

bool arch_preempt_pending(void)
{
	arch_shared_point();
	host_preempt_points++;
	if (is_due()) {
		host_preempt_stops++;
		host_irq_record(HOST_IRQ_NOISE);
		if (host_preempt_hook != NULL)
			host_preempt_hook();
	}
	return arch_preempt_recorded();
}
