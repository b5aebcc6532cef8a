/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Locks between processors, given in the order in which they are asked for. With one processor
 * nobody ever waits, so a lock is its place in the order and no more. Sparse proves that each is
 * given back where it was taken, DEBUG_ASSERT that they are taken in order and not kept.
 *
 * A processor takes several locks in the order of enum lock_order only. No lock is held across a
 * preemption point or into user mode, and no holder waits for another processor. Waiting lets
 * interrupts in, which are only recorded. What each lock guards: docs/smp.md.
 */
#ifndef L4_GENERIC_LOCK_H
#define L4_GENERIC_LOCK_H

#include <arch/preempt.h>
#include <base/assert.h>
#include <base/atomic.h>
#include <generic/cpu.h>
#include <generic/flush_note.h>

enum lock_order {
	LOCK_MAPDB,		/* mapping database and page tables */
	LOCK_KMEM,		/* kernel memory: whoever maps allocates nodes and tables */
	LOCK_CONSOLE,		/* what is to be printed: its own business (generic/console.c) */
};

struct lock {
	u8 order;		/* enum lock_order */
#ifdef CONFIG_SMP
	u32 next __aligned(64);	/* the turn that the next one to come gets, in a line of its own */
	u32 turn;		/* whose turn it is */
#endif
};

extern struct lock mapdb_lock, kmem_lock;

#ifdef CONFIG_SMP
/* Waits until it is turn `mine`. */
void lock_wait(struct lock *l, u32 mine);

/* Behind lock_wait(): false if an interrupt has been recorded, unless the last turn was lost so. */
bool lock_turn_is_good(void);

/* True: others had l, and interrupts may have been recorded meanwhile. */
static inline bool lock_take(struct lock *l)
{
	u32 mine = atomic_add(&l->next, 1);

	if (likely(atomic_read_is(&l->turn, mine)))
		return false;
	lock_wait(l, mine);
	return true;
}

static inline void lock_give(struct lock *l)
{
	atomic_publish_next(&l->turn);
}

/*
 * True if another processor waits for l, which is held: at its next preemption point the holder
 * stops as if an interrupt waited.
 */
static inline bool lock_is_wanted(const struct lock *l) __must_hold(l)
{
	return atomic_peek(&l->next) != l->turn + 1;
}
#else
static inline bool lock_take(struct lock *l)
{
	(void)l;
	return false;
}

static inline bool lock_turn_is_good(void)
{
	return true;
}

static inline void lock_give(struct lock *l)
{
	(void)l;
}

static inline bool lock_is_wanted(const struct lock *l) __must_hold(l)
{
	(void)l;
	return false;
}
#endif

static inline bool lock_is_held(const struct lock *l)
{
	return arch_near_cpu()->locks & 1u << l->order;
}

/* Takes l. True: others had it. */
static inline bool lock_take_turn(struct lock *l) __acquires(l)
{
	bool waited;

	__acquire(l);
	/* None that comes later, nor the same. */
	ASSERT(arch_near_cpu()->locks >> l->order == 0);
	waited = lock_take(l);
	if (IS_ENABLED(CONFIG_DEBUG_ASSERT))
		arch_near_cpu()->locks |= 1u << l->order;
	return waited;
}

static inline void lock_acquire(struct lock *l) __acquires(l)
{
	(void)lock_take_turn(l);
}

/*
 * Takes l. False: it was to be waited for, and an interrupt has been recorded meanwhile: l is to be
 * given back. Never twice in a row on one processor: interrupts that come with every turn of others
 * stop nobody's work.
 */
static inline bool lock_acquire_at_point(struct lock *l) __acquires(l)
{
	return likely(!lock_take_turn(l)) || lock_turn_is_good();
}

static inline void lock_release(struct lock *l) __releases(l)
{
	__release(l);
	ASSERT(lock_is_held(l));
	/* What is noted is told: see mapdb_release(). */
	ASSERT(l->order != LOCK_MAPDB || !flush_is_noted());
	if (IS_ENABLED(CONFIG_DEBUG_ASSERT))
		arch_near_cpu()->locks &= ~(1u << l->order);
	lock_give(l);
}

/* Between two runs with l: a preemption point. True: an interrupt waits, l is to be given back. */
static inline bool lock_preempt_pending(struct lock *l) __must_hold(l)
{
	bool is_pending;

	(void)flush_fold();
	lock_release(l);
	is_pending = arch_preempt_pending();
	return !lock_acquire_at_point(l) || is_pending;
}

/*
 * Gives mapdb_lock back, when it is known who may know more than the tables do by now. A run that
 * takes nothing away need not ask: lock_release() does.
 */
static inline void mapdb_release(void) __releases(&mapdb_lock)
{
	(void)flush_fold();
	lock_release(&mapdb_lock);
}

/* At the entry of functions that are called with it: those that say __must_hold(). */
static inline void assert_held(const struct lock *l)
{
	ASSERT(lock_is_held(l));
}

/* Where the kernel is left, or stops in the middle of its work. */
static inline void assert_none_held(void)
{
	ASSERT(arch_near_cpu()->locks == 0);
}

#endif
