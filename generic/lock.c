/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiting for a lock.
 */
#include <generic/lock.h>

void lock_wait(struct lock *l, u32 mine)
{
	do
		arch_spin();
	while (atomic_read(&l->turn) != mine);
}
