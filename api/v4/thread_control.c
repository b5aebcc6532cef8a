/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadControl: create, configure, move, delete threads; associate interrupts.
 * (X.2, ThreadControl: the rows of its decision table stand below in their order)
 */
#include <api/interrupt.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/utcb.h>
#include <api/work.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>
#include <generic/string.h>

/* Parameters after conversion: ids are global or nil. */
struct request {
	word_t dest, space, scheduler, pager;
	uvaddr_t utcb;
};

/* --- deletion --- */

/* Nothing finds the thread any more and it waits for nothing. */
static void detach(struct thread *v)
{
	sched_dequeue(&v->tcb);
	sched_timer_cancel(&v->tcb);
	if (ipc_state(v) == THREAD_SENDING || ipc_state(v) == THREAD_RECEIVING)
		ipc_abort(v);
	else if (v->tcb.state == THREAD_POLLING)
		rendezvous_unqueue(&v->tcb);
	sched_dequeue(&v->tcb);
	rendezvous_forget(&v->tcb);
	v->tcb.state = THREAD_INACTIVE;
	v->tcb.expect = EXPECT_NOBODY;
	attention_clear(&v->tcb, ATTENTION_ALL);
	thread_table_clear(v);
}

static err_t wake_senders(struct thread *v)
{
	while (v->tcb.send_queue != NULL) {
		ipc_cancel(thread_of(v->tcb.send_queue), L4_IPC_NO_PARTNER);
		if (arch_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}

static err_t wake_waiters(struct thread *v, word_t id)
{
	while (!list_is_empty(&v->tcb.waiters)) {
		struct tcb *w = list_entry(v->tcb.waiters.next, struct tcb, waits_link);

		rendezvous_forget(w);
		if (w->state == THREAD_WAITING && w->expect == id)
			ipc_cancel(thread_of(w), L4_IPC_NO_PARTNER);
		if (arch_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}

/* Give back what the thread holds; the space too if this was its last thread. */
static void release(struct thread *v, struct space **empty)
{
	struct space *s = v->tcb.space;

	port_fpu_release(&v->tcb);
	if (v->tcb.utcb != NULL) {
		space_utcb_free(s, v->utcb_location);
		s->nactive--;
	}
	space_leave(v);
	if (s->nthreads == 0)
		*empty = s;
}

/* Work that v had begun is finished for it. */
static err_t finish_work(struct thread *v)
{
	if (v->tcb.continuation == CONTINUE_UNMAP)
		return work_unmap(v);
	if (v->tcb.continuation == CONTINUE_MEMORY)
		return work_memory(v);
	if (v->tcb.continuation == CONTINUE_DELETE)
		return work_delete(v);
	return ERR_OK;
}

err_t work_delete(struct thread *t)
{
	struct work *w = &t->work;
	struct thread *v = w->del.victim;
	err_t err = ERR_OK;

	for (;;) {
		switch ((enum delete_stage)w->del.stage) {
		case DELETE_DETACH:
			w->del.id = v->tcb.id;
			detach(v);
			break;
		case DELETE_UNFINISHED:
			err = finish_work(v);
			break;
		case DELETE_SENDERS:
			err = wake_senders(v);
			break;
		case DELETE_WAITERS:
			err = wake_waiters(v, w->del.id);
			break;
		case DELETE_RELEASE:
			release(v, &w->del.space);
			thread_free(v);
			break;
		case DELETE_SPACE:
			if (w->del.space != NULL)
				err = space_destroy(w->del.space, &w->del.op, &w->del.tearing);
			break;
		case DELETE_DONE:
			return ERR_OK;
		}
		if (err)
			return err;
		w->del.stage++;
	}
}

static struct tcb *delete_thread(struct thread *self, struct thread *v)
{
	kmemset(&self->work.del, 0, sizeof(self->work.del));
	self->work.del.victim = v;
	continue_later(self, CONTINUE_DELETE);
	return &self->tcb;
}

/* --- modification --- */

/* Move t to space s; a UTCB moves along. Errors: as an X.2 code, nothing changed then. */
static word_t move(struct thread *t, struct space *s, uvaddr_t location, struct space **empty)
{
	struct space *old = t->tcb.space;
	bool active = t->tcb.utcb != NULL;

	/* Work on the old space has to end there. */
	while (finish_work(t) == ERR_AGAIN)
		;
	if (active) {
		word_t __user *utcb;
		err_t err = space_utcb_alloc(s, location, t, &utcb);

		if (err)
			return err == ERR_NOMEM ? L4_ERROR_NO_MEMORY : L4_ERROR_UTCB_AREA;
		if (ipc_state(t) == THREAD_SENDING || ipc_state(t) == THREAD_RECEIVING)
			ipc_abort(t);
		else if (t->tcb.state == THREAD_POLLING || t->tcb.state == THREAD_WAITING)
			ipc_cancel(t, L4_IPC_CANCELLED);
		kmemcpy((char __force *)utcb - L4_UTCB_MR0_OFFSET,
			(char *)tcb_utcb(&t->tcb) - L4_UTCB_MR0_OFFSET,
			BIT(L4_UTCB_SIZE_LOG2));
		space_utcb_free(old, t->utcb_location);
		old->nactive--;
		s->nactive++;
		t->tcb.utcb = utcb;
		t->tcb.local_id = location + L4_UTCB_POINTER_OFFSET;
	}
	t->utcb_location = location;
	space_leave(t);
	space_enter(s, t);
	if (old->nthreads == 0)
		*empty = old;
	return L4_ERROR_NONE;
}

/* Threads that meant the old id find nobody. */
static void change_id(struct thread *t, word_t id)
{
	word_t old = t->tcb.id;

	if (old == id)
		return;
	thread_set_id(t, id);
	while (t->tcb.send_queue != NULL)
		ipc_cancel(thread_of(t->tcb.send_queue), L4_IPC_NO_PARTNER);
	while (wake_waiters(t, old) == ERR_AGAIN)
		;
}

/* The first UTCB for t, in the space it is in. Errors: as an X.2 code, nothing changed then. */
static word_t activate(struct thread *t, uvaddr_t location, word_t pager)
{
	uvaddr_t before = t->utcb_location;
	err_t err;

	t->utcb_location = location;
	err = thread_activate(t, pager);
	if (err == ERR_OK)
		return L4_ERROR_NONE;
	t->utcb_location = before;
	return err == ERR_NOMEM ? L4_ERROR_NO_MEMORY : L4_ERROR_UTCB_AREA;
}

static word_t modify(struct thread *t, const struct request *q, struct space **empty)
{
	bool active = thread_is_active(t);
	struct space *old = t->tcb.space;
	struct thread *named = thread_find(q->space);
	struct space *s = named != NULL ? named->tcb.space : NULL;
	uvaddr_t location = q->utcb != UTCB_NOWHERE ? q->utcb : t->utcb_location;
	word_t error;

	/* The space specifier may be the new id of the thread itself. */
	if (q->space == q->dest)
		s = t->tcb.space;
	if (q->utcb != UTCB_NOWHERE && (s == NULL || s == t->tcb.space) &&
	    (active || (t->tcb.space->is_initialised && !space_utcb_fits(t->tcb.space, q->utcb))))
		return L4_ERROR_UTCB_AREA;
	if (s == NULL)
		return L4_ERROR_INVALID_SPACE;
	if (s != t->tcb.space && active && !space_utcb_fits(s, location))
		return L4_ERROR_UTCB_AREA;
	if (q->pager != L4_TID_NIL && !active && !space_utcb_fits(s, location))
		return L4_ERROR_UTCB_AREA;
	if (s != t->tcb.space) {
		error = move(t, s, location, empty);
		if (error)
			return error;
	}
	if (q->pager != L4_TID_NIL && !active) {
		error = activate(t, location, q->pager);
		if (error) {
			if (s != old) {
				space_leave(t);
				space_enter(old, t);
				*empty = NULL;
			}
			return error;
		}
	} else if (q->pager != L4_TID_NIL) {
		utcb_write(t, L4_UTCB_PAGER, q->pager);
	}
	t->utcb_location = location;
	if (q->scheduler != L4_TID_NIL)
		t->scheduler = q->scheduler;
	change_id(t, q->dest);
	return L4_ERROR_NONE;
}

/* --- creation --- */

static word_t create(const struct request *q)
{
	struct thread *named = thread_find(q->space), *t;
	bool new_space = q->space == q->dest;
	struct space *s = named != NULL ? named->tcb.space : NULL;
	word_t error;

	if (q->scheduler == L4_TID_NIL)
		return L4_ERROR_INVALID_SCHEDULER;
	if (!new_space && s == NULL)
		return L4_ERROR_INVALID_SPACE;
	if (q->pager != L4_TID_NIL) {
		if (new_space || !s->is_initialised)
			return L4_ERROR_INVALID_SPACE;
		if (!space_utcb_fits(s, q->utcb))
			return L4_ERROR_UTCB_AREA;
	}
	if (new_space) {
		s = space_create();
		if (s == NULL)
			return L4_ERROR_NO_MEMORY;
	}
	t = thread_create(q->dest);
	if (t == NULL)
		goto out_space;
	t->scheduler = q->scheduler;
	t->utcb_location = q->utcb;
	space_enter(s, t);
	if (q->pager == L4_TID_NIL)
		return L4_ERROR_NONE;
	error = activate(t, q->utcb, q->pager);
	if (error) {
		space_leave(t);
		thread_table_clear(t);
		thread_free(t);
	}
	return error;
out_space:
	if (new_space)
		space_discard(s);
	return L4_ERROR_NO_MEMORY;
}

struct tcb *sys_thread_control(struct tcb *me, word_t dest, word_t space, word_t scheduler,
			       word_t pager, word_t utcb_location)
{
	struct thread *self = thread_of(me), *t;
	struct request q = { .dest = dest, .utcb = utcb_location };
	struct space *empty = NULL;
	word_t error;

	if (!me->space->is_privileged)
		return sys_fail(me, L4_ERROR_NO_PRIVILEGE);
	if (!tid_is_global(dest) || dest == L4_TID_ANY)
		return sys_fail(me, L4_ERROR_INVALID_THREAD);
	q.pager = thread_globalize(self, pager);
	if (tid_number(dest) < thread_system_base) {
		error = interrupt_associate(dest, q.pager);
		if (error)
			return sys_fail(me, error);
		port_return(me, 1);
		return me;
	}
	if (tid_number(dest) < thread_user_base || tid_number(dest) >= BIT(TID_NUMBER_BITS))
		return sys_fail(me, L4_ERROR_INVALID_THREAD);

	t = thread_by_number(tid_number(dest));
	if (space == L4_TID_NIL) {
		if (t == self)
			return sys_fail(me, L4_ERROR_INVALID_THREAD);
		if (t != NULL)
			return delete_thread(self, t);
		port_return(me, 1);
		return me;
	}
	q.space = thread_globalize(self, space);
	q.scheduler = thread_globalize(self, scheduler);
	error = t != NULL ? modify(t, &q, &empty) : create(&q);
	if (error)
		return sys_fail(me, error);
	port_return(me, 1);
	if (empty != NULL) {
		/* The last thread moved away: the space goes. */
		kmemset(&self->work.del, 0, sizeof(self->work.del));
		self->work.del.space = empty;
		self->work.del.stage = DELETE_SPACE;
		continue_later(self, CONTINUE_DELETE);
	}
	return me;
}
