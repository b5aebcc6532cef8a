/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What tests of pages that are taken away share: a space with threads on two processors, or on one.
 */
#ifndef TESTS_SMP_FLUSH_PARTS_H
#define TESTS_SMP_FLUSH_PARTS_H

#include "several.h"

#include <arch/tlb.h>
#include <generic/flush.h>
#include <generic/grace.h>
#include <generic/loaded.h>
#include <generic/lock.h>
#include <generic/mapdb.h>
#include <generic/usercopy.h>

#define MEMORY		0x40000000ul
#define OTHER		0x50000000ul
#define FRAME		64u		/* of the first page that is given, from sigma0 */
#define NOTIFIED	BIT(HOST_IRQ_NOTIFY)

static struct tcb *a, *b;		/* of one space, on processors 0 and 1 */

static inline void map_at(struct ptab *to, uvaddr_t va, unsigned int frame, size_t pages,
		   unsigned int rights)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = to, .src_va = (uvaddr_t)frame * ARCH_PAGE_SIZE,
		.dst_va = va, .left = pages * ARCH_PAGE_SIZE, .rights = (u8)rights,
	};

	assert_int_equal(mapdb_map(&op), ERR_OK);
	assert_int_equal(op.left, 0);
}

/* The mapping database's part of an Unmap with flush: what is waited for is not waited for here. */
static inline void take(struct ptab *pt, uvaddr_t va)
{
	struct unmap_op op = {
		.pt = pt, .va = va, .end = va + ARCH_PAGE_SIZE, .revoke = RIGHT_RWX, .flush = true,
	};

	assert_int_equal(mapdb_unmap(&op), ERR_OK);
}

/* Only processor 0 has anything of the space. */
static inline void begin_alone(unsigned int processors)
{
	several_begin(processors);
	a = place_thread(1, 1, 0);
	map_at(&a->space->pt, MEMORY, FRAME, 8, RIGHT_RWX);
	handle_all();
	on(0);
	become(a);
}

static inline void begin(unsigned int processors)
{
	several_begin(processors);
	a = place_thread(1, 1, 0);
	b = place_thread(2, 1, 1);
	map_at(&a->space->pt, MEMORY, FRAME, 8, RIGHT_RWX);
	handle_all();
	on(0);
	become(a);
}

static inline u8 *access(unsigned int n, uvaddr_t va, unsigned int rights)
{
	unsigned int me = this_cpu()->number;
	u8 *byte;

	on(n);
	byte = host_access(a->space->pt.space_word, va, rights);
	on(me);
	return byte;
}

/* t goes to another processor, by the root task. */
static inline void move(struct tcb *t, unsigned int cpu)
{
	on(0);
	become(root);
	host_leave(sys_schedule(root, t->id, UNCHANGED, cpu, UNCHANGED, UNCHANGED));
	handle_all();
	assert_int_equal(t->cpu, cpu);
	on(0);
	become(root);
}

static inline word_t fpage(uvaddr_t va, unsigned int rights)
{
	return va | ARCH_PAGE_SHIFT << L4_FPAGE_SIZE_SHIFT | rights;
}

/* The running thread's Unmap of its own page, or of what was derived from it. */
static inline void unmap(struct tcb *t, uvaddr_t va, unsigned int rights, bool flush)
{
	mr(t)[0] = fpage(va, rights);
	host_leave(sys_unmap(t, flush ? L4_UNMAP_FLUSH : 0));
}

static inline bool rings(unsigned int n)
{
	return cpus[n]->arch.irq_recorded & NOTIFIED;
}

#endif
