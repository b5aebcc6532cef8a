/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rest of a ThreadControl that has taken effect: threads that meant an old id are told, the
 * page is finished at which a moved thread was, and a space goes that has lost its last thread. The
 * deletion of the caller does it in its place.
 */
#include <api/ipc.h>
#include <api/space.h>
#include <api/thread.h>
#include <api/thread_control.h>
#include <generic/grace.h>
#include <generic/sched.h>

err_t modify_tell_senders(word_t id)
{
	struct thread *t = thread_find(id);

	while (t != NULL && is_mine(&t->tcb) && t->tcb.send_queue != NULL &&
	       ipc_meant_another(thread_of(t->tcb.send_queue), id)) {
		ipc_refuse(thread_of(t->tcb.send_queue), L4_IPC_NO_PARTNER);
		if (sched_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}

static err_t finish_page(struct work *w)
{
	err_t err;

	if (w->modify.held == NULL)
		return ERR_OK;
	err = mapdb_unmap(&w->modify.op);
	if (err)
		return err;
	if (space_drop(w->modify.held))
		w->modify.empty = w->modify.held;
	w->modify.held = NULL;
	return ERR_OK;
}

#ifdef CONFIG_SMP
static inline bool is_told_by_round(const struct thread *t)
{
	return t->in_round;
}
#else
static inline bool is_told_by_round(const struct thread *t __unused)
{
	return false;
}
#endif

/* All who have waited for the thread with this id under another one are told. */
static void id_is_known(word_t id)
{
	struct thread *t = thread_find(id);

	if (t != NULL && is_mine(&t->tcb) && !is_told_by_round(t))
		usual_set(&t->tcb, USUAL_ID, true);
}

err_t work_modify_rest(struct thread *self)
{
	struct work *w = &self->work;
	err_t err = modify_tell_senders(w->modify.q.dest);

	if (err == ERR_OK)
		err = ipc_tell_orphans();
	if (err == ERR_OK)
		id_is_known(w->modify.q.dest);
	if (err == ERR_OK)
		err = finish_page(w);
	if (err == ERR_OK && w->modify.empty != NULL)
		err = space_destroy(w->modify.empty, &w->modify.op, &w->modify.tearing);
	if (err == ERR_OK) {
		w->modify.empty = NULL;
		if (IS_ENABLED(CONFIG_SMP))
			w->modify.tearing = false;
	}
	return err;
}

#ifdef CONFIG_SMP
err_t modify_wait(struct thread *t)
{
	struct modify_work *m = &t->work.modify;

	return m->has_moved ? grace_wait(&t->tcb, &m->waits) : ERR_OK;
}
#endif
