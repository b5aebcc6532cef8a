/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The locks, and waiting for one.
 */
#include <generic/lock.h>

/* Of tables, and of the nodes that hang on their entries. */
struct lock mapdb_lock = { .order = LOCK_MAPDB };
struct lock kmem_lock = { .order = LOCK_KMEM };

#ifdef CONFIG_SMP
void lock_wait(struct lock *l, u32 mine)
{
	do
		arch_spin();
	while (atomic_read(&l->turn) != mine);
}

bool lock_turn_is_good(void)
{
	struct cpu *c = this_cpu();
	bool is_good = c->gave_turn || !arch_preempt_recorded();

	c->gave_turn = !is_good;
	return is_good;
}
#endif
