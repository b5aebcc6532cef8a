/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadControl: create, configure, move, delete threads; associate interrupts.
 * (X.2, ThreadControl: the rows of its decision table stand below in their order)
 */
#include <api/areas.h>
#include <api/compat.h>
#include <api/continuation.h>
#include <api/interrupt.h>
#include <api/ipc.h>
#include <api/memory_control.h>
#include <api/new_id.h>
#include <api/port.h>
#include <api/remote_call.h>
#include <api/request.h>
#include <api/round.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/thread_control.h>
#include <api/thread_delete.h>
#include <api/unmap.h>
#include <api/user_ids.h>
#include <api/utcb.h>
#include <base/assert.h>
#include <generic/grace.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>
#include <generic/string.h>

/* No code of X.2: the call has to look again. Several processors only. */
#define ERROR_RACE	(~(word_t)0)

/* --- modification --- */

/* t uses its UTCB no more: nobody takes words from it or writes to it. */
static inline void end_ipc(struct thread *t)
{
	u8 state = ipc_state(t);

	if (state == THREAD_SENDING || state == THREAD_RECEIVING) {
		ipc_abort(t);
	} else if (state == THREAD_POLLING || (ipc_is_waiting(t) && !ipc_awaits_start(t))) {
		ipc_cancel(t, L4_IPC_CANCELLED);
		/* A partner on another processor may have taken items just now. */
		if (IS_ENABLED(CONFIG_SMP) && ipc_is_asking(t) && ipc_is_sending(t))
			ipc_abort(t);
	}
}

/* Moves t to space s, where utcb at `location` is its new UTCB; NULL: t is inactive. */
static void move(struct thread *t, struct space *s, uvaddr_t location, word_t __user *utcb,
		 struct space **empty)
{
	struct space *old = t->tcb.space;

	if (utcb != NULL) {
		end_ipc(t);
		kmemcpy(utcb_slot(utcb), utcb_slot(t->tcb.utcb), BIT(L4_UTCB_SIZE_LOG2));
		space_utcb_free(old, t);
		t->tcb.utcb = utcb;
		t->tcb.local_id = location + L4_UTCB_POINTER_OFFSET;
	}
	if (space_leave(t))
		*empty = old;
	space_enter(s, t);
	space_takes_far_as(s, old);
	/* The way out would not load the space of a thread that goes on as it is. */
	if (&t->tcb == arch_near_cpu()->current)
		arch_near_cpu()->gate_stale = true;
	/* Others are local to it now. */
	rendezvous_search_begin(&t->tcb);
}

/* Senders that meant the old id find nobody; threads that wait for it are told by and by. */
static void change_id(struct thread *t, word_t id)
{
	if (t->tcb.id == id)
		return;
	ipc_orphan_waiters(t);
	thread_set_id(t, id);
}

/* What it means that there is no UTCB: as an X.2 code. */
static word_t utcb_error(err_t err)
{
	switch (err) {
	case ERR_NOMEM:
		return L4_ERROR_NO_MEMORY;
	case ERR_AGAIN:
		return ERROR_RACE;
	default:
		return L4_ERROR_UTCB_AREA;
	}
}

/* A UTCB for t in space s. Errors: as an X.2 code, nothing changed then. */
static inline word_t utcb_for(struct thread *t, struct space *s, uvaddr_t location,
			      word_t __user **utcb)
{
	err_t err = space_utcb_alloc(s, location, t, utcb);

	return likely(err == ERR_OK) ? L4_ERROR_NONE : utcb_error(err);
}

static void start_wait(struct thread *t, uvaddr_t location, word_t __user *utcb, word_t pager)
{
	thread_activate(t, location, utcb, pager);
	ipc_await_start(t, pager);
}

/* The space that the specifier names, by one of its threads; NULL: none. */
static inline struct space *named_space(word_t specifier)
{
	struct thread *named = thread_find(specifier);

	return named != NULL ? atomic_glance(&named->tcb.space) : NULL;
}

/*
 * The space s, that of the specifier, does not die before let_go(): other processors may delete its
 * threads. False: they have.
 */
static __always_inline bool stays_alive(struct space *s, const struct thread_change *q)
{
	return !IS_ENABLED(CONFIG_SMP) || q->space == q->dest || space_pin(s, q->space);
}

static __always_inline void let_go(struct space *s, const struct thread_change *q,
				   struct space **empty)
{
	if (IS_ENABLED(CONFIG_SMP) && q->space != q->dest && space_drop(s))
		*empty = s;
}

static word_t modify(struct thread *t, const struct thread_change *q, struct space **empty)
{
	bool active = thread_is_active(t);
	bool activates = q->pager != L4_TID_NIL && !active;
	struct space *s = named_space(q->space);
	uvaddr_t location = q->utcb != UTCB_NOWHERE ? q->utcb : t->utcb_location;
	word_t __user *utcb = NULL;
	word_t error;

	/* The space specifier may be the new id of the thread itself. */
	if (q->space == q->dest)
		s = t->tcb.space;
	if (q->utcb != UTCB_NOWHERE && (s == NULL || s == t->tcb.space) &&
	    (active || (atomic_glance(&t->tcb.space->is_initialised) &&
		     !space_utcb_fits(t->tcb.space, q->utcb))))
		return L4_ERROR_UTCB_AREA;
	if (s == NULL || space_is_compat(s) != space_is_compat(t->tcb.space))
		return L4_ERROR_INVALID_SPACE;
	if (s != t->tcb.space && active && !space_utcb_fits(s, location))
		return L4_ERROR_UTCB_AREA;
	if (activates && !space_utcb_fits(s, location))
		return L4_ERROR_UTCB_AREA;
	if (!stays_alive(s, q))
		return ERROR_RACE;
	/* All that may fail comes before the first change of the thread. */
	if (activates || (s != t->tcb.space && active)) {
		error = utcb_for(t, s, location, &utcb);
		if (error) {
			let_go(s, q, empty);
			return error;
		}
	}
	if (s != t->tcb.space)
		move(t, s, location, active ? utcb : NULL, empty);
	let_go(s, q, empty);
	if (activates)
		start_wait(t, location, utcb, q->pager);
	else if (q->pager != L4_TID_NIL)
		utcb_write_tid(t, L4_UTCB_PAGER, q->pager);
	t->utcb_location = location;
	if (q->scheduler != L4_TID_NIL)
		t->scheduler = q->scheduler;
	change_id(t, q->dest);
	return L4_ERROR_NONE;
}

/*
 * The thread t has left its space. What it was doing there is not for it to finish, but a page at
 * which it takes something away: that keeps the space, even without threads, until it is done.
 */
static void take_over(struct work *w, struct thread *t, struct space *old)
{
	bool is_left = false;

	if (t->tcb.continuation == CONTINUE_UNMAP)
		is_left = unmap_hand_over(t, &w->modify.op);
	else if (t->tcb.continuation == CONTINUE_MEMORY)
		is_left = memory_hand_over(t, &w->modify.op);
	if (!is_left)
		return;
	space_keep(old);
	w->modify.held = old;
	w->modify.empty = NULL;
}

/* --- creation --- */

/* A space that the thread `creator` begins: its programs have words of the same size. */
static struct space *create_space(const struct thread *creator)
{
	struct space *s = space_create();

	if (s != NULL && thread_is_compat(creator))
		compat_begin(s);
	return s;
}

/* The thread, not active and in no space, with this id; NULL: no memory. */
static inline struct thread *create_thread(struct thread_change q)
{
	struct thread *t = thread_create(q.dest, q.scheduler);

	if (t != NULL)
		t->utcb_location = q.utcb;
	return t;
}

/* The new thread t enters s, that of the specifier. False: other processors have destroyed it. */
static inline bool join(struct space *s, struct thread *t)
{
	if (IS_ENABLED(CONFIG_SMP))
		return space_join(s, t);
	space_enter(s, t);
	return true;
}

/* t, in no space, goes: nobody has met it, but by its local id, perhaps. */
static void discard(struct thread *t)
{
	if (!IS_ENABLED(CONFIG_SMP))
		thread_table_clear(t);
	thread_free(t);
	grace_request();
}

/* Another processor has given the number of t away: t goes. The call begins anew. */
static __noinline word_t withdraw(struct thread *t, word_t __user *utcb, struct space **empty)
{
	struct space *s = t->tcb.space;

	t->tcb.utcb = utcb;
	if (space_leave_all(t))
		*empty = s;
	discard(t);
	return ERROR_RACE;
}

/* A new thread in a new space. */
static __noinline word_t create_with_space(const struct thread *self, struct thread_change q)
{
	word_t error = L4_ERROR_NO_MEMORY;
	struct space *s, *empty;
	struct thread *t;

	if (q.pager != L4_TID_NIL)
		return L4_ERROR_INVALID_SPACE;
	s = create_space(self);
	if (s == NULL)
		return error;
	t = create_thread(q);
	if (t != NULL) {
		space_enter(s, t);
		if (!IS_ENABLED(CONFIG_SMP) || thread_publish(t))
			return L4_ERROR_NONE;
		error = withdraw(t, NULL, &empty);
	}
	space_discard(s);
	return error;
}

/* A new thread in space s that is not active. */
static __noinline word_t create_inactive(struct space *s, struct thread_change q,
					 struct space **empty)
{
	struct thread *t = create_thread(q);

	if (t == NULL)
		return L4_ERROR_NO_MEMORY;
	/* The thread that names the space may be in another one by now. */
	if (unlikely(!join(s, t))) {
		discard(t);
		return ERROR_RACE;
	}
	if (IS_ENABLED(CONFIG_SMP) && !thread_publish(t))
		return withdraw(t, NULL, empty);
	return L4_ERROR_NONE;
}

/* A new thread in space s. */
static __always_inline word_t create_member(struct space *s, struct thread_change q,
					    struct space **empty)
{
	word_t __user *utcb;
	struct thread *t;
	err_t err;

	if (unlikely(q.pager == L4_TID_NIL))
		return create_inactive(s, q, empty);
	if (unlikely(!space_utcb_fits(s, q.utcb)))
		return atomic_glance(&s->is_initialised) ? L4_ERROR_UTCB_AREA :
							   L4_ERROR_INVALID_SPACE;
	t = create_thread(q);
	if (t == NULL)
		return L4_ERROR_NO_MEMORY;
	err = space_enter_active(s, t, q.utcb, &utcb);
	if (unlikely(err != ERR_OK)) {
		discard(t);
		return utcb_error(err);
	}
	if (IS_ENABLED(CONFIG_SMP) && !thread_publish(t))
		return withdraw(t, utcb, empty);
	start_wait(t, q.utcb, utcb, q.pager);
	return L4_ERROR_NONE;
}

/* The new thread comes into space s, that of the space specifier; NULL: this names no thread. */
static __always_inline word_t create(const struct thread *self, struct thread_change q,
				     struct space *s, struct space **empty)
{
	if (q.scheduler == L4_TID_NIL)
		return L4_ERROR_INVALID_SCHEDULER;
	if (q.space == q.dest)
		return create_with_space(self, q);
	return s != NULL ? create_member(s, q, empty) : L4_ERROR_INVALID_SPACE;
}

/* The same apart, for a call that has had to stop. */
static __noinline word_t create_slowly(const struct thread *self, struct thread_change q,
				       struct space *s, struct space **empty)
{
	return create(self, q, s, empty);
}

/*
 * Ends first what other calls have begun and this one may not find half done: those who wait for an
 * id that was dest's learn that it has gone, and the areas of space s are placed; NULL: of none.
 */
static inline err_t settle(struct space *s)
{
	err_t err = ipc_tell_orphans();

	return err == ERR_OK && s != NULL ? space_settle_areas(s) : err;
}

/*
 * The call of self changes t, which is of this processor. Not done: another processor has changed
 * the space meanwhile, nothing has happened yet.
 */
static void modify_here(struct thread *self, struct thread *t)
{
	struct work *w = &self->work;
	struct space *old = t->tcb.space;
	word_t old_id = t->tcb.id;

	ipc_settle(t);
	w->modify.error = modify(t, &w->modify.q, &w->modify.empty);
	if (IS_ENABLED(CONFIG_SMP) && w->modify.error == ERROR_RACE)
		return;
	new_id_reserve(self, t, old_id);
	if (t->tcb.space != old) {
		take_over(w, t, old);
		modify_moved(&w->modify);
	}
	w->modify.done = true;
}

/* --- a thread of another processor --- */

static struct tcb *remote_finish(struct thread *s)
{
	return continue_modify(s);
}

/* Stops in the middle: the record of s comes by once more. */
static bool serve_later(struct thread *s)
{
	request_pass(s, REQUEST_CALL, this_cpu());
	return false;
}

static bool remote_serve(struct thread *s, struct thread *t)
{
	struct work *w = &s->work;
	struct space *named = named_space(w->modify.q.space);

	/* The caller looks anew at what has the number by now. */
	if (t == NULL)
		return true;
	if (!w->modify.done) {
		if (!round_is_free(s, tid_number(t->tcb.id), REQUEST_CALL))
			return false;
		named = named != NULL ? named : t->tcb.space;
		if (named != NULL && space_is_placed_elsewhere(named))
			return true;
		if (settle(named) == ERR_AGAIN)
			return serve_later(s);
		modify_here(s, t);
		/* A space that has lost its last thread meanwhile is for the caller to destroy. */
		if (!w->modify.done)
			return w->modify.empty != NULL || serve_later(s);
		/* The UTCB's page goes back here, whatever becomes of the caller. */
		grace_request();
		/* The record finds the thread by its new id. */
		w->call.dest = t->tcb.id;
	}
	if (modify_tell_senders(w->call.dest) == ERR_AGAIN || ipc_tell_orphans() == ERR_AGAIN)
		return serve_later(s);
	if (!new_id_round(s, t))
		return true;
	w->call.is_done = true;
	return false;
}

static err_t remote_left(struct thread *s)
{
	return modify_has_rest(&s->work.modify) ? work_modify_rest(s) : ERR_OK;
}

static const struct remote_ops remote_ops = {
	.serve = remote_serve, .finish = remote_finish, .rest = remote_left,
};

/* The space that is named may be another one by now. */
static bool placer_serve(struct thread *s, struct thread *placer)
{
	struct space *named = named_space(s->work.modify.q.space);

	return named == NULL || areas_serve(s, placer, named);
}

static const struct remote_ops placer_ops = { .serve = placer_serve, .finish = remote_finish };

/*
 * Where the call has to go before this processor can go on with it: to that of the thread t, or of
 * the one that places the areas of the space that is named. NULL: nowhere.
 */
static __always_inline const struct remote_ops *
elsewhere(const struct thread *t, const struct space *named, word_t *id)
{
	const struct space *s = named != NULL ? named :
				t != NULL ? atomic_glance(&t->tcb.space) : NULL;
	const struct thread *placer;

	if (!IS_ENABLED(CONFIG_SMP))
		return NULL;
	placer = s != NULL ? atomic_glance(&s->placer) : NULL;
	if (placer != NULL && !is_mine(&placer->tcb)) {
		*id = atomic_glance(&placer->tcb.id);
		return &placer_ops;
	}
	if (t == NULL || is_mine(&t->tcb))
		return NULL;
	*id = atomic_glance(&t->tcb.id);
	return &remote_ops;
}

/* --- the call --- */

static struct tcb *sys_end(struct tcb *me, word_t error)
{
	if (error)
		return sys_fail(me, error);
	port_return(me, 1);
	return me;
}

/* Begins the call, or does it. Errors: ERR_AGAIN. */
static err_t work_modify(struct thread *self, struct thread *t, struct space *named)
{
	struct work *w = &self->work;
	struct space *old = t != NULL ? t->tcb.space : NULL;
	err_t err = settle(named != NULL ? named : old);

	if (err)
		return err;
	if (t != NULL) {
		modify_here(self, t);
		return IS_ENABLED(CONFIG_SMP) && !w->modify.done ? ERR_AGAIN : ERR_OK;
	}
	w->modify.error = create_slowly(self, w->modify.q, named, &w->modify.empty);
	if (IS_ENABLED(CONFIG_SMP) && w->modify.error == ERROR_RACE)
		return ERR_AGAIN;
	w->modify.done = true;
	return ERR_OK;
}

struct tcb *continue_modify(struct thread *self)
{
	struct work *w = &self->work;
	err_t err = ERR_OK;

	/* The space that a try has left without threads goes before the next one. */
	if (IS_ENABLED(CONFIG_SMP) && !w->modify.done && unlikely(w->modify.empty != NULL))
		err = work_modify_rest(self);
	if (!w->modify.done && err == ERR_OK) {
		/* Nothing has happened yet: who is there now is who is meant. */
		struct thread *t = thread_by_number(tid_number(w->modify.q.dest));
		struct space *named = named_space(w->modify.q.space);
		const struct remote_ops *ops;
		word_t id;

		if (IS_ENABLED(CONFIG_SMP) && ncpus > 1 && !new_id_can_begin(self, t))
			return round_wait(self, tid_number(w->modify.q.dest), CONTINUE_MODIFY);
		ops = elsewhere(t, named, &id);
		if (ops != NULL)
			return remote_call(self, id, ops);
		err = work_modify(self, t, named);
		if (IS_ENABLED(CONFIG_SMP) && w->modify.done && t != NULL && new_id_tell(self, t))
			return request_wait(self, CONTINUE_MODIFY);
	}
	if (err == ERR_OK)
		err = work_modify_rest(self);
	if (err == ERR_OK)
		err = modify_wait(self);
	return sys_step(self, CONTINUE_MODIFY, err, w->modify.error);
}

/* The thread with this number; NULL: none. Then *is_free: nothing goes on about the number. */
static inline struct thread *look_up(word_t number, bool *is_free)
{
	struct thread *t = thread_at(number);

	*is_free = t == &thread_absent;
	return *is_free || (IS_ENABLED(CONFIG_SMP) && atomic_glance(&t->tcb.id) == L4_TID_NIL) ?
		       NULL : t;
}

/*
 * A new thread, whose number is free, has nothing to wait for, as a rule: nobody places the areas
 * of its space. ERROR_RACE: it has, or has failed.
 */
static inline word_t create_at_once(struct thread *self, struct thread_change q)
{
	struct space *named = named_space(q.space);

	if ((IS_ENABLED(CONFIG_SMP) && named != NULL && atomic_glance(&named->placer) != NULL) ||
	    settle(IS_ENABLED(CONFIG_SMP) ? NULL : named) == ERR_AGAIN)
		return ERROR_RACE;
	return create(self, q, named, &self->work.modify.empty);
}

/* Changes the thread dest, or makes it. */
static __noinline struct tcb *change_or_create(struct tcb *me, word_t dest, word_t space,
					       word_t scheduler, word_t pager,
					       uvaddr_t utcb_location)
{
	struct thread *self = thread_of(me);
	struct thread_change q = {
		.dest = dest,
		.space = thread_globalize(self, space),
		.scheduler = thread_globalize(self, scheduler),
		.pager = thread_globalize(self, pager),
		.utcb = utcb_location,
	};
	word_t error;
	bool is_free;

	(void)look_up(tid_number(dest), &is_free);
	self->work.modify.empty = NULL;
	error = is_free ? create_at_once(self, q) : ERROR_RACE;
	if (likely(error != ERROR_RACE &&
		   (!IS_ENABLED(CONFIG_SMP) || self->work.modify.empty == NULL)))
		return sys_end(me, error);
	self->work.modify.q = q;
	self->work.modify.done = error != ERROR_RACE;
	self->work.modify.tearing = false;
	modify_moved_not(&self->work.modify);
	self->work.modify.held = NULL;
	self->work.modify.error = error != ERROR_RACE ? error : L4_ERROR_NONE;
	return continue_modify(self);
}

struct tcb *sys_thread_control(struct tcb *me, word_t dest, word_t space, word_t scheduler,
			       word_t pager, word_t utcb_location)
{
	struct thread *self = thread_of(me), *t;
	bool is_free;

	if (!me->space->is_privileged)
		return sys_fail(me, L4_ERROR_NO_PRIVILEGE);
	if (!tid_is_global(dest))
		return sys_fail(me, L4_ERROR_INVALID_THREAD);
	if (unlikely(!id_is_for_users(dest)))
		return interrupt_control(self, dest, pager);
	if (space != L4_TID_NIL)
		return change_or_create(me, dest, space, scheduler, pager, utcb_location);
	t = look_up(tid_number(dest), &is_free);
	if (t == self)
		return sys_fail(me, L4_ERROR_INVALID_THREAD);
	if (IS_ENABLED(CONFIG_SMP) && ncpus > 1)
		return delete_everywhere(self, tid_number(dest));
	if (t != NULL)
		return delete_begin(self, t);
	port_return(me, 1);
	return me;
}
