/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion of threads, and of spaces with their last thread. The deleter of a thread that is
 * deleting others takes over all it had to do, so that the work is a list and never nested.
 */
#include <api/continuation.h>
#include <api/ipc.h>
#include <api/memory_control.h>
#include <api/migrate.h>
#include <api/port.h>
#include <api/space.h>
#include <api/space_control.h>
#include <api/thread.h>
#include <api/thread_control.h>
#include <api/thread_delete.h>
#include <api/unmap.h>
#include <base/assert.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>
#include <generic/waiters.h>

/* Of what v does in the kernel, its deleter does no more than it has to. */
static void curtail(struct thread *v)
{
	if (v->tcb.continuation == CONTINUE_UNMAP)
		unmap_curtail(v);
	else if (v->tcb.continuation == CONTINUE_MEMORY)
		memory_curtail(v);
}

/* Nothing finds the thread any more and it waits for nothing. */
static void detach(struct thread *v)
{
	if (IS_ENABLED(CONFIG_SMP))
		migrate_forget(v);
	sched_dequeue(&v->tcb);
	sched_timer_remove(&v->tcb);
	if (ipc_state(v) == THREAD_SENDING || ipc_state(v) == THREAD_RECEIVING)
		ipc_abort(v);
	else if (v->tcb.state == THREAD_POLLING)
		rendezvous_unqueue(&v->tcb);
	sched_dequeue(&v->tcb);
	rendezvous_forget(&v->tcb);
	curtail(v);
	v->tcb.state = THREAD_INACTIVE;
	v->tcb.expect = EXPECT_NOBODY;
	attention_clear(&v->tcb, ATTENTION_ALL);
	ipc_orphan_waiters(v);
	thread_table_clear(v);
}

struct tcb *delete_begin(struct thread *self, struct thread *v)
{
	struct work *w = &self->work;

	w->del.tearing = false;
	list_init(&w->del.threads);
	list_init(&w->del.spaces);
	detach(v);
	if (v->tcb.continuation == CONTINUE_DELETE) {
		list_splice(&w->del.threads, &v->work.del.threads);
		list_splice(&w->del.spaces, &v->work.del.spaces);
		w->del.tearing = v->work.del.tearing;
		if (w->del.tearing)
			mapdb_unmap_move(&w->del.op, &v->work.del.op);
		v->tcb.continuation = CONTINUE_NOTHING;
	}
	list_init(&v->tcb.ready);
	list_insert_before(&w->del.threads, &v->tcb.ready);
	return continue_delete(self);
}

static err_t wake_senders(struct thread *v)
{
	while (v->tcb.send_queue != NULL) {
		ipc_refuse(thread_of(v->tcb.send_queue), L4_IPC_NO_PARTNER);
		if (sched_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}

/* Give back what the thread holds; its space dies if this was its last thread. */
static void release(struct thread *v, struct list *dying)
{
	struct space *s = v->tcb.space;

	port_thread_release(&v->tcb);
	if (v->tcb.utcb != NULL) {
		space_utcb_free(s, v);
		space_count_active(s, -1);
	}
	if (space_leave(v))
		list_insert_before(dying, &s->members);
	list_remove(&v->tcb.ready);
	thread_free(v);
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
		return v->work.modify.done ? work_modify_rest(v) : ERR_OK;
	case CONTINUE_AREAS:
		return work_areas(v, &error);
	default:
		return ERR_OK;
	}
}

static err_t work_delete(struct thread *t)
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

struct tcb *continue_delete(struct thread *t)
{
	if (work_delete(t) == ERR_AGAIN) {
		continue_later(t, CONTINUE_DELETE);
		return continue_next(t);
	}
	port_return(&t->tcb, 1);
	return &t->tcb;
}
