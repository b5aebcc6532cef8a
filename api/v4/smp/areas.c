/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SpaceControl with several processors: threads of the space learn from their own processors
 * whether it has a redirector.
 *
 * A SpaceControl keeps its space, so that it does not die meanwhile.
 */
#include <api/areas.h>

#include <api/round.h>
#include <api/space.h>
#include <api/space_control.h>
#include <base/assert.h>
#include <generic/lock.h>

#define TELL_BATCH	64	/* members, while the list is locked */

void areas_redirect(struct areas_work *a, struct space *s, word_t id)
{
	lock_acquire(&mapdb_lock);
	/* Or another call has set the same, and not all know it yet. */
	a->is_told = s->tells == 0 && (s->redirector == L4_TID_NIL) == (id == L4_TID_NIL);
	s->redirector = id;
	s->tells += !a->is_told;
	lock_release(&mapdb_lock);
}

struct space *space_keep_of(word_t id)
{
	struct space *s = NULL;
	struct thread *t;

	lock_acquire(&mapdb_lock);
	t = thread_find(id);
	if (t != NULL)
		s = t->tcb.space;
	if (s != NULL)
		s->nthreads++;
	lock_release(&mapdb_lock);
	return s;
}

bool space_is_placed_elsewhere(const struct space *s)
{
	const struct thread *placer = atomic_glance(&s->placer);

	return placer != NULL && !is_mine(&placer->tcb);
}

/* --- threads that are told --- */

/* A run of the mark over members. True: it has come to the end. */
static bool tell_some(struct space *s, struct space_member *mark) __must_hold(&mapdb_lock)
{
	if (list_is_empty(&mark->link))
		list_insert_after(&s->members, &mark->link);
	for (unsigned int i = 0; i < TELL_BATCH; i++) {
		struct list *next = mark->link.next;
		struct space_member *m = list_entry(next, struct space_member, link);
		struct thread *t = container_of(m, struct thread, member);

		list_remove(&mark->link);
		if (next == &s->members)
			return true;
		/* A thread that comes to this processor later looks itself: migrate_end(). */
		if (space_member_is_thread(m) && is_mine(&t->tcb))
			usual_set(&t->tcb, USUAL_ROUTE, s->redirector == L4_TID_NIL);
		list_insert_after(next, &mark->link);
	}
	return false;
}

void areas_end_telling(struct areas_work *a)
{
	lock_acquire(&mapdb_lock);
	a->kept->tells--;
	lock_release(&mapdb_lock);
	a->is_told = true;
}

err_t space_tell_own(struct space *s, struct space_member *mark)
{
	bool is_done;

	do {
		lock_acquire(&mapdb_lock);
		is_done = tell_some(s, mark);
		lock_release(&mapdb_lock);
		if (!is_done && arch_preempt_pending())
			return ERR_AGAIN;
	} while (!is_done);
	return ERR_OK;
}

static err_t areas_told(struct thread *s)
{
	struct areas_work *a = s->work.round.areas;

	return space_tell_own(a->kept, &a->mark);
}

static void areas_over(struct thread *s)
{
	areas_end_telling(s->work.round.areas);
	request_return(s);
}

static const struct round_ops telling = { .visit = areas_told, .over = areas_over };

struct tcb *areas_tell(struct thread *self, struct areas_work *a, enum continuation what)
{
	/* Without its record it cannot begin yet. */
	if (!self->tcb.request.is_out) {
		self->tcb.request.is_out = true;
		self->work.round.areas = a;
		round_begin(self, &telling);
	}
	return request_wait(self, what);
}
