/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Locks between processors. With one processor nobody ever waits, so a lock is its place in the
 * order and no more. Sparse proves that each is given back where it was taken, DEBUG_ASSERT that
 * they are taken in order and not kept.
 *
 * A processor takes several locks in the order of enum lock_order only. No lock is held across a
 * preemption point or into user mode, and no holder waits for another processor. What each of them
 * guards: docs/smp.md.
 */
#ifndef L4_GENERIC_LOCK_H
#define L4_GENERIC_LOCK_H

#include <base/assert.h>
#include <generic/cpu.h>

enum lock_order {
	LOCK_MAPDB,		/* mapping database and page tables */
	LOCK_KMEM,		/* kernel memory: whoever maps allocates nodes and tables */
};

struct lock {
	u8 order;		/* enum lock_order */
};

extern struct lock mapdb_lock, kmem_lock;

static inline bool lock_is_held(const struct lock *l)
{
	return this_cpu()->locks & 1u << l->order;
}

static inline void lock_acquire(struct lock *l) __acquires(l)
{
	__acquire(l);
	/* None that comes later, nor the same. */
	ASSERT(this_cpu()->locks >> l->order == 0);
	if (IS_ENABLED(CONFIG_DEBUG_ASSERT))
		this_cpu()->locks |= 1u << l->order;
}

static inline void lock_release(struct lock *l) __releases(l)
{
	__release(l);
	ASSERT(lock_is_held(l));
	if (IS_ENABLED(CONFIG_DEBUG_ASSERT))
		this_cpu()->locks &= ~(1u << l->order);
}

/*
 * True if another processor waits for l, which is held: at its next preemption point the holder
 * stops as if an interrupt waited.
 */
static inline bool lock_is_wanted(const struct lock *l) __must_hold(l)
{
	(void)l;
	return false;
}

/* At the entry of functions that are called with it: those that say __must_hold(). */
static inline void assert_held(const struct lock *l)
{
	ASSERT(lock_is_held(l));
}

/* Where the kernel is left, or stops in the middle of its work. */
static inline void assert_none_held(void)
{
	ASSERT(this_cpu()->locks == 0);
}

#endif
