/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion of threads, and of spaces with their last thread. The deleter of a thread that is
 * deleting others takes over all it had to do, so that the work is a list and never nested.
 */
#include "delete_parts.h"

#include <api/areas.h>
#include <api/remote_call.h>
#include <api/space_control.h>
#include <api/thread_control.h>

/*
 * Deletes v, which is detached, if there is nothing to finish and nobody to tell, nor another
 * processor. False: nothing has happened. *empty: its space, which has lost its last thread.
 */
static inline bool delete_at_once(struct thread *v, struct space **empty)
{
	struct space *s = v->tcb.space;

	if ((IS_ENABLED(CONFIG_SMP) && ncpus > 1) || v->tcb.continuation != CONTINUE_NOTHING ||
	    v->tcb.send_queue != NULL || waiters_first_orphan() != NULL)
		return false;
	port_thread_release(&v->tcb);
	*empty = space_leave_all(v) ? s : NULL;
	thread_free(v);
	return true;
}

struct tcb *delete_begin(struct thread *self, struct thread *v)
{
	struct work *w = &self->work;
	struct space *empty = NULL;

	detach(v);
	if (likely(delete_at_once(v, &empty)) && likely(empty == NULL)) {
		port_return(&self->tcb, 1);
		return &self->tcb;
	}
	delete_work_init(&w->del);
	if (empty != NULL)
		list_insert_before(&w->del.spaces, &empty->members);
	else
		delete_later(&w->del, v);
	return continue_delete(self);
}

err_t work_finish(struct thread *v)
{
	word_t error;

	switch ((enum continuation)v->tcb.continuation) {
	case CONTINUE_UNMAP:
		return work_unmap(v);
	case CONTINUE_MEMORY:
		return work_memory(v);
	case CONTINUE_MODIFY:
		return modify_has_rest(&v->work.modify) ? work_modify_rest(v) : ERR_OK;
	case CONTINUE_AREAS:
		return work_areas(v, &error);
	case CONTINUE_REMOTE:
		return IS_ENABLED(CONFIG_SMP) ? remote_rest(v) : ERR_OK;
	default:
		return ERR_OK;
	}
}

err_t work_delete(struct thread *t)
{
	struct work *w = &t->work;
	err_t err;

	while (!list_is_empty(&w->del.threads)) {
		struct thread *v = list_entry(w->del.threads.next, struct thread, tcb.ready);

		err = v->tcb.continuation != CONTINUE_NOTHING ? work_finish(v) : ERR_OK;
		if (err)
			return err;
		v->tcb.continuation = CONTINUE_NOTHING;
		err = wake_senders(v);
		if (err == ERR_OK)
			err = ipc_tell_orphans();
		if (err)
			return err;
		release(v, &w->del.spaces);
	}
	while (!list_is_empty(&w->del.spaces)) {
		struct space *s = list_entry(w->del.spaces.next, struct space, members);

		err = space_destroy(s, &w->del.op, &w->del.tearing);
		if (err)
			return err;
		w->del.tearing = false;
	}
	return ERR_OK;
}

#ifdef CONFIG_SMP
struct areas_work *delete_wants_round(struct thread *t)
{
	struct list *threads = &t->work.del.threads;
	struct thread *v;

	if (list_is_empty(threads))
		return NULL;
	v = list_entry(threads->next, struct thread, tcb.ready);
	return v->tcb.continuation == CONTINUE_AREAS && areas_wants_round(&v->work.areas) ?
		       &v->work.areas : NULL;
}
#endif

struct tcb *continue_delete(struct thread *t)
{
	err_t err = work_delete(t);

	if (err == ERR_OK)
		err = grace_wait(&t->tcb, &t->work.del.waits);
	if (err == ERR_AGAIN) {
		if (IS_ENABLED(CONFIG_SMP) && delete_wants_round(t) != NULL)
			return areas_tell(t, delete_wants_round(t), CONTINUE_DELETE);
		continue_later(t, CONTINUE_DELETE);
		return continue_next(t);
	}
	port_return(&t->tcb, 1);
	return &t->tcb;
}
