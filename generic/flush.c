/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to flush, and their answers. (tests/models/flush.pml)
 */
#include <generic/flush.h>

#include <arch/preempt.h>
#include <arch/tlb.h>
#include <base/assert.h>
#include <base/notify.h>
#include <generic/cpu.h>
#include <generic/loaded.h>
#include <generic/lock.h>

#include "grace_lists.h"

/* So many with interrupts off: each looks whether all others have answered too. */
#define ANSWERS		2

struct cpu_set flush_owed __aligned(64);
/* Processors of which some `walks` are not NULL. */
static struct cpu_set walkers __aligned(64);

static struct flush *mine(void)
{
	return &this_cpu()->flush;
}

/* The lowest processor in *set leaves it. */
static struct cpu *take_one(struct cpu_set *set)
{
	return cpus[cpu_set_take(set)];
}

static bool is_noted(const struct flush *f, const struct ptab *pt)
{
	for (unsigned int i = 0; i < f->nnoted; i++)
		if (f->noted[i] == pt)
			return true;
	return false;
}

static bool fold(struct flush *f);

void flush_note_space(const struct ptab *pt)
{
	struct flush *f = mine();

	assert_held(&mapdb_lock);
	if (pt->is_bare || is_noted(f, pt))
		return;
	if (unlikely(f->nnoted == FLUSH_SPACES))
		f->has_found |= fold(f);
	f->noted[f->nnoted++] = pt;
}

/* c walks the tables of a space that f has noted. */
static bool walks_noted(const struct flush *f, struct cpu *c)
{
	const struct ptab *a = atomic_peek(&c->flush.walks[0]);
	const struct ptab *b = atomic_peek(&c->flush.walks[1]);

	return (a != NULL && is_noted(f, a)) || (b != NULL && is_noted(f, b));
}

/* Those of `rest` that walk what f has noted belong to the targets. */
static __noinline void add_walkers(const struct flush *f, struct cpu_set rest,
				   struct cpu_set *targets)
{
	cpu_set_leave_out(&rest, *targets);
	while (!cpu_set_is_empty(&rest)) {
		unsigned int n = cpu_set_take(&rest);

		if (walks_noted(f, cpus[n]))
			cpu_set_add(targets, n);
	}
}

/* True: other processors owe a flush for what is noted. */
static bool fold(struct flush *f)
{
	unsigned int me = this_cpu()->number, i = 0;
	struct cpu_set targets = { { 0 } }, walk;
	bool found;

	/* Entries are cleared, then it is read who may have seen them. */
	atomic_fence();
	do
		cpu_set_join(&targets, space_loaded_set(f->noted[i++]));
	while (i < f->nnoted);
	cpu_set_remove(&targets, me);
	walk = cpu_set_peek(&walkers);
	if (unlikely(!cpu_set_is_empty(&walk)))
		add_walkers(f, walk, &targets);
	f->nnoted = 0;
	found = !cpu_set_is_empty(&targets);
	if (found)
		cpu_set_enter_all(&flush_owed, targets);
	if (unlikely(!list_is_empty(&f->pages_noted)))
		grace_fold(f, !found);
	return found;
}

bool flush_fold_noted(void)
{
	struct flush *f = mine();
	bool found;

	assert_held(&mapdb_lock);
	found = fold(f) || f->has_found;
	f->has_found = false;
	return found;
}

void flush_request(struct flush *f, struct cpu_set targets)
{
	unsigned int me = this_cpu()->number;
	bool has_next = f->has_next;

	ASSERT(!f->is_out && (f->has_next || !grace_is_needed(f)));
	f->is_out = true;
	f->has_next = false;
	this_cpu()->limit.urgency = 0;
	f->more = (struct cpu_set){ { 0 } };
	if (unlikely(has_next))
		grace_begin(f);
	atomic_poke(&f->unloads, f->unloads_next);
	f->unloads_next = false;
	cpu_set_poke(&f->targets, targets);
	atomic_publish(&f->wanted, f->wanted + 1);
	/* If nobody is to be asked any more, what waits goes on in flush_look() all the same. */
	if (cpu_set_is_empty(&targets))
		arch_notify(&this_cpu()->arch);
	while (!cpu_set_is_empty(&targets)) {
		struct cpu *c = take_one(&targets);

		cpu_set_enter(&c->flush.asked, me);
		arch_notify(&c->arch);
	}
}

/* All that were asked in the present round of f have answered; this processor has, if it was. */
static bool is_answered(struct flush *f)
{
	struct cpu_set targets = cpu_set_peek(&f->targets);
	u32 wanted = atomic_peek(&f->wanted);

	cpu_set_remove(&targets, arch_near_cpu()->number);
	while (!cpu_set_is_empty(&targets))
		if (atomic_read(&f->done[cpu_set_take(&targets)]) != wanted)
			return false;
	return true;
}

static void forget_all(bool unloads)
{
	struct flush *f = mine();

	ASSERT(f->walks[0] == NULL && f->walks[1] == NULL);
	cpu_set_leave(&flush_owed, arch_near_cpu()->number);
	if (unloads)
		arch_space_leave();
	else
		arch_tlb_flush_all();
}

bool flush_own(void)
{
	if (likely(!cpu_set_has(&flush_owed, arch_near_cpu()->number)))
		return false;
	forget_all(false);
	return true;
}

/* Processor c has asked: this one forgets all, and tells it, if it is the last one. */
static void answer(struct cpu *c)
{
	struct flush *f = &c->flush;
	/* What is wanted is read before the flush. */
	u32 wanted = atomic_read(&f->wanted);

	forget_all(atomic_peek(&f->unloads));
	atomic_publish(&f->done[this_cpu()->number], wanted);
	/* The own answer, then the look at the others': the last one sees them all. */
	atomic_fence();
	if (is_answered(f))
		arch_notify(&c->arch);
}

/* Those that have asked too are answered behind the interrupts that have come meanwhile. */
static __noinline void answer_later(struct cpu_set asked)
{
	cpu_set_enter_all(&mine()->asked, asked);
	arch_notify(&this_cpu()->arch);
	(void)arch_preempt_pending();
}

bool flush_answer(void)
{
	struct cpu_set asked = cpu_set_swap_empty(&mine()->asked);
	unsigned int left = ANSWERS;

	if (cpu_set_is_empty(&asked))
		return false;
	do
		answer(take_one(&asked));
	while (!cpu_set_is_empty(&asked) && --left > 0);
	if (unlikely(!cpu_set_is_empty(&asked)))
		answer_later(asked);
	return true;
}

void flush_look(void)
{
	struct flush *f = mine();
	struct cpu_set targets;

	if (f->is_out) {
		if (!is_answered(f))
			return;
		if (!grace_end(f)) {
			arch_notify(&this_cpu()->arch);
			return;
		}
		f->is_out = false;
	} else if (likely(!this_cpu()->limit.is_put_off)) {
		return;
	}
	this_cpu()->limit.is_put_off = false;
	if (!grace_is_needed(f))
		return;
	targets = flush_targets(f);
	if (!request_limit_puts_off(targets))
		flush_request(f, targets);
}

void walk_publish_both(const struct ptab *a, const struct ptab *b)
{
	struct flush *f = mine();

	atomic_poke(&f->walks[0], a);
	atomic_poke(&f->walks[1], b);
	/* Both words, then it is known whose they are, then the first entry is read: a fence. */
	cpu_set_enter(&walkers, this_cpu()->number);
}

void walk_end_both(void)
{
	struct flush *f = mine();

	atomic_publish(&f->walks[0], NULL);
	atomic_publish(&f->walks[1], NULL);
	cpu_set_leave(&walkers, this_cpu()->number);
}
