/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processors take turns at registers of a device that none of them may be disturbed at. A turn is
 * a few accesses of registers; no other lock is taken in it. Context: interrupts off.
 */
#ifndef L4_ARCH_PC_TURN_H
#define L4_ARCH_PC_TURN_H

#include <base/atomic.h>
#include <base/attr.h>

/* A processor draws a number, and waits until it is called. */
struct turn {
	u32 drawn, called;
};

static inline void turn_take(struct turn *t) __acquires(t)
{
	u32 mine = atomic_add(&t->drawn, 1);

	while (atomic_read(&t->called) != mine)
		__asm__ volatile("pause");
	__acquire(t);
}

static inline void turn_give(struct turn *t) __releases(t)
{
	__release(t);
	atomic_publish(&t->called, t->called + 1);
}

#endif
