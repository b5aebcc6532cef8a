/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the deletion of a thread consists of, with one processor and with several.
 */
#ifndef L4_API_DELETE_PARTS_H
#define L4_API_DELETE_PARTS_H

#include "ipc_parts.h"

#include <api/continuation.h>
#include <api/ipc.h>
#include <api/memory_control.h>
#include <api/migrate.h>
#include <api/port.h>
#include <api/space.h>
#include <api/thread.h>
#include <api/thread_delete.h>
#include <api/unmap.h>
#include <generic/grace.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>
#include <generic/waiters.h>

/* Of what v does in the kernel, its deleter does no more than it has to. */
static inline void curtail(struct thread *v)
{
	if (v->tcb.continuation == CONTINUE_UNMAP)
		unmap_curtail(v);
	else if (v->tcb.continuation == CONTINUE_MEMORY)
		memory_curtail(v);
}

#ifdef CONFIG_SMP
/* What it has to do with other processors. */
static inline void leave_others(struct thread *v)
{
	if (unlikely(v->tcb.leaves || v->tcb.followers != NULL))
		migrate_forget(v);
	(void)grace_forget(&v->tcb);
	/* Its work may go on on another processor. */
	grace_request();
}
#else
static inline void leave_others(struct thread *v __unused)
{
}
#endif

/* What it has to do with its partner. */
static inline void leave_ipc(struct thread *v)
{
	u8 state = ipc_state(v);

	if (state == THREAD_SENDING || state == THREAD_RECEIVING)
		ipc_abort(v);
	else if (v->tcb.state == THREAD_POLLING)
		rendezvous_unqueue(&v->tcb);
	else if (ipc_is_asking(v))
		ipc_leave_asking(v);
	/* Its message may have arrived just before: then it has begun to wait. */
	sched_dequeue(&v->tcb);
}

/* Nothing finds the thread any more and it waits for nothing. */
static inline void detach(struct thread *v)
{
	leave_others(v);
	if (v->tcb.is_queued)
		sched_dequeue(&v->tcb);
	/* Most wait and do nothing else. */
	if (unlikely(v->tcb.state != THREAD_WAITING || v->outer.is_active))
		leave_ipc(v);
	sched_timer_remove(&v->tcb);
	if (v->tcb.awaits != NULL)
		rendezvous_forget(&v->tcb);
	curtail(v);
	v->tcb.state = THREAD_INACTIVE;
	v->tcb.expect = EXPECT_NOBODY;
	attention_clear(&v->tcb, ATTENTION_ALL);
	ipc_orphan_waiters(v);
	thread_table_clear(v);
}

/* Nothing is to be deleted yet. */
static inline void delete_work_init(struct delete_work *w)
{
	w->tearing = false;
	if (IS_ENABLED(CONFIG_SMP))
		w->waits = false;
	list_init(&w->threads);
	list_init(&w->spaces);
}

/* All that v was deleting, or has left to its deletion, becomes the work of w. */
static inline void take_over(struct delete_work *w, struct thread *v)
{
	struct delete_work *left = &v->work.del;

	list_splice(&w->threads, &left->threads);
	list_splice(&w->spaces, &left->spaces);
	w->tearing = left->tearing;
	if (w->tearing)
		mapdb_unmap_move(&w->op, &left->op);
	v->tcb.continuation = CONTINUE_NOTHING;
}

/* v, which is detached, is the next one of the threads that w has yet to give back. */
static inline void delete_later(struct delete_work *w, struct thread *v)
{
	if (v->tcb.continuation == CONTINUE_DELETE ||
	    (IS_ENABLED(CONFIG_SMP) && v->tcb.continuation == CONTINUE_TELL))
		take_over(w, v);
	list_init(&v->tcb.ready);
	list_insert_before(&w->threads, &v->tcb.ready);
}

static inline __must_check err_t wake_senders(struct thread *v)
{
	while (v->tcb.send_queue != NULL) {
		ipc_refuse(thread_of(v->tcb.send_queue), L4_IPC_NO_PARTNER);
		if (sched_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}

/* Give back what v holds; its space dies if this was its last thread. */
static inline void release_space(struct thread *v, struct list *dying)
{
	struct space *s = v->tcb.space;

	port_thread_release(&v->tcb);
	if (space_leave_all(v))
		list_insert_before(dying, &s->members);
}

static inline void release(struct thread *v, struct list *dying)
{
	release_space(v, dying);
	list_remove(&v->tcb.ready);
	thread_free(v);
}

#endif
