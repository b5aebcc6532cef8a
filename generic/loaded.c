/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loaded sets of spaces.
 */
#include <generic/loaded.h>

#include <arch/tlb.h>
#include <base/assert.h>
#include <generic/cpu.h>

void space_hold(struct ptab *pt)
{
	unsigned int me = arch_near_cpu()->number;

	(void)atomic_add(&pt->holders[me], 1);
	/* Entering is the fence. Only this processor changes its bit. */
	if (!cpu_set_has(&pt->loaded, me))
		cpu_set_enter(&pt->loaded, me);
}

void space_unload(struct ptab *pt)
{
	unsigned int me = arch_near_cpu()->number;

	if (!cpu_set_has(&pt->loaded, me))
		return;
	arch_space_unload(pt->space_word);
	cpu_set_leave(&pt->loaded, me);
}

void space_unhold(struct ptab *pt, unsigned int cpu)
{
	u32 were = atomic_add(&pt->holders[cpu], -1u);

	ASSERT(were > 0);
	/* That of another one stays set: it costs an interrupt that nobody needs. */
	if (were == 1 && cpu == arch_near_cpu()->number)
		space_unload(pt);
}
