/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SpaceControl: places the kernel interface page and the UTCB area of a space. (X.2, SpaceControl)
 */
#include <api/areas.h>
#include <api/compat.h>
#include <api/continuation.h>
#include <api/fpage.h>
#include <api/kip.h>
#include <api/port.h>
#include <api/request.h>
#include <api/space.h>
#include <api/space_control.h>
#include <api/syscalls.h>
#include <api/thread.h>
#include <base/assert.h>
#include <generic/grace.h>
#include <generic/ptab_change.h>

/* Steps of the work; the last ones with several processors. */
enum { BEGIN, PLACE, TELL, DROP, DESTROY };

/* No code of X.2: the call has to look again. */
#define ERROR_RACE	(~(word_t)0)

#define CONTROL_COMPAT	BIT(L4_SPACE_COMPAT_LOG2)

#define AREAS	2	/* interface page, UTCBs */

/* An fpage of at least 2^min bytes that lies in user addresses, up to `end`, without obstacle. */
static bool area_is_usable(struct space *s, word_t fpage, unsigned int min, uvaddr_t end,
			   struct range *area)
{
	struct fregion r = fpage_region(&s->pt, fpage);

	*area = r.range;
	if (r.log2 < min || r.log2 >= WORD_BITS || r.range.end - r.range.start != BIT(r.log2) ||
	    r.range.end > end)
		return false;
	/* The areas of the space itself may be placed anew: only what is fixed counts. */
	for (unsigned int i = 0; i < s->pt.nholes; i++)
		if (s->pt.hole[i].fixed && r.range.start < s->pt.hole[i].end &&
		    r.range.end > s->pt.hole[i].start)
			return false;
	return true;
}

/* As the call says: a global id, nil: as it is, anythread: none any more. */
static void set_redirector(struct areas_work *a, struct space *s)
{
	if (a->redirector == L4_TID_NIL)
		return;
	areas_redirect(a, s, a->redirector == L4_TID_ANY ? L4_TID_NIL : a->redirector);
}

/* Removes pages of users from an area: they may be left from threads that the space had before. */
static err_t clear_area(struct work *w, const struct range *area)
{
	if (!w->areas.started)
		w->areas.op = (struct unmap_op){
			.pt = &w->areas.space->pt, .va = area->start, .end = area->end,
			.revoke = RIGHT_RWX, .flush = true, .drops_roots = true,
		};
	w->areas.started = true;
	if (mapdb_unmap(&w->areas.op) == ERR_AGAIN)
		return ERR_AGAIN;
	w->areas.started = false;
	w->areas.cleared++;
	return ERR_OK;
}

/* What begin() has seen of a space without the lock. */
struct seen {
	bool is_initialised, is_compat;
};

/*
 * Self places areas of s, or decides its word size, if no other one does: no thread becomes active
 * meanwhile. False: there is another one, or there was and s is not what was seen, or a thread has
 * become active.
 */
static inline bool begin_placing(struct thread *self, struct space *s, struct seen seen,
				 bool begins_compat)
{
	bool may = true;

	lock_acquire(&mapdb_lock);
	if (IS_ENABLED(CONFIG_SMP) &&
	    (s->placer != NULL || (s->is_initialised && s->nactive > 0) ||
	     (begins_compat && s->has_run) || s->is_initialised != seen.is_initialised ||
	     space_is_compat(s) != seen.is_compat))
		may = false;
	else
		s->placer = self;
	lock_release(&mapdb_lock);
	return may;
}

static inline void end_placing(struct space *s)
{
	lock_acquire(&mapdb_lock);
	s->placer = NULL;
	lock_release(&mapdb_lock);
}

/* The level of the table that is missing to map va, so many tables. */
static inline unsigned int tables_for(struct space *s, uvaddr_t va)
{
	unsigned int tables;

	lock_acquire(&mapdb_lock);
	(void)ptab_find(&s->pt, va, &tables);
	lock_release(&mapdb_lock);
	return tables;
}

/* The space s with its areas gets 32-bit words. Errors: as an X.2 code, nothing changed then. */
static inline word_t begin_compat(struct space *s)
{
	if (s->utcb_area.end > COMPAT_USER_END)
		return L4_ERROR_UTCB_AREA;
	if (s->kip_base >= COMPAT_USER_END)
		return L4_ERROR_KIP_AREA;
	compat_begin(s);
	return L4_ERROR_NONE;
}

/* The areas of s stay as they are. Returns an error as an X.2 code: nothing is changed then. */
static word_t keep_areas(struct thread *self, struct space *s, struct seen seen, bool begins_compat)
{
	struct areas_work *a = &self->work.areas;

	if (IS_ENABLED(CONFIG_COMPAT32) && begins_compat) {
		word_t error;

		if (IS_ENABLED(CONFIG_SMP) && !begin_placing(self, s, seen, true))
			return ERROR_RACE;
		error = begin_compat(s);
		if (IS_ENABLED(CONFIG_SMP))
			end_placing(s);
		if (error)
			return error;
	}
	set_redirector(a, s);
	a->step = TELL;
	return L4_ERROR_NONE;
}

/*
 * From here on the areas are being placed, whoever does the work, and nothing can fail any more.
 * Returns an error as an X.2 code: nothing is changed then.
 */
static word_t begin(struct thread *self, struct space *s)
{
	struct work *w = &self->work;
	/* What 32-bit programs create are 32-bit programs; what is there stays what it is. */
	bool has_run = atomic_glance(&s->has_run);
	struct seen seen = {
		.is_initialised = atomic_glance(&s->is_initialised),
		.is_compat = space_is_compat(s),
	};
	bool wants_compat = w->areas.wants_compat || (thread_is_compat(self) && !has_run);
	bool begins_compat = wants_compat && !seen.is_compat;
	uvaddr_t end = begins_compat ? COMPAT_USER_END : s->pt.end;
	unsigned int tables = ARCH_PTAB_LEVELS - 1;
	struct range kip, utcb;

	/* A thread that has run has its word size, and may have left pages anywhere. */
	if (begins_compat && has_run)
		return L4_ERROR_INVALID_PARAM;
	w->areas.old_control = begins_compat || seen.is_compat ? CONTROL_COMPAT : 0;
	if (seen.is_initialised &&
	    (atomic_glance(&s->nactive) > 0 || w->areas.kip_fpage == 0 || w->areas.utcb_fpage == 0))
		return keep_areas(self, s, seen, begins_compat);
	if (!area_is_usable(s, w->areas.utcb_fpage, ARCH_PAGE_SHIFT, end, &utcb))
		return L4_ERROR_UTCB_AREA;
	if (!area_is_usable(s, w->areas.kip_fpage, KIP_AREA_LOG2, end, &kip) ||
	    (kip.start < utcb.end && kip.end > utcb.start))
		return L4_ERROR_KIP_AREA;
	/* What is there now may go with the last page in it; a new space has no pages. */
	if (!seen.is_initialised)
		tables = tables_for(s, kip.start);
	if (ptab_reserve(&w->areas.reserve, tables))
		return L4_ERROR_NO_MEMORY;
	if (!begin_placing(self, s, seen, begins_compat)) {
		ptab_reserve_release(&w->areas.reserve);
		return ERROR_RACE;
	}
	if (IS_ENABLED(CONFIG_COMPAT32) && begins_compat)
		compat_begin(s);
	w->areas.kip = kip;
	w->areas.utcb = utcb;
	/* The interface page that is there stays where it is. */
	w->areas.cleared = !seen.is_initialised ? AREAS : kip.start == s->kip_base;
	w->areas.started = false;
	w->areas.space = s;
	w->areas.step = PLACE;
	return L4_ERROR_NONE;
}

/* Places the areas of a space that has no active thread and gets none meanwhile. */
static err_t place(struct work *w)
{
	struct space *s = w->areas.space;

	if (w->areas.cleared == 0 && clear_area(w, &w->areas.kip) == ERR_AGAIN)
		return ERR_AGAIN;
	if (w->areas.cleared == 1 && clear_area(w, &w->areas.utcb) == ERR_AGAIN)
		return ERR_AGAIN;
	ASSERT(s->nactive == 0);
	space_set_areas(s, w->areas.kip.start, w->areas.utcb, &w->areas.reserve);
	ptab_reserve_release(&w->areas.reserve);
	set_redirector(&w->areas, s);
	w->areas.step = TELL;
	end_placing(s);
	return ERR_OK;
}

err_t space_place_areas(struct thread *placer)
{
	return place(&placer->work);
}

#ifdef CONFIG_SMP
bool areas_wants_round(const struct areas_work *a)
{
	return a->step == TELL && !a->is_told && ncpus > 1;
}

/* Begins; the space is kept from here on. Errors: ERR_AGAIN. */
static err_t work_begin(struct thread *self)
{
	struct areas_work *a = &self->work.areas;

	if (a->kept == NULL)
		a->kept = space_keep_of(a->member);
	if (a->kept == NULL) {
		a->error = L4_ERROR_INVALID_SPACE;
		a->step = DESTROY;
		return ERR_OK;
	}
	/* One of another processor is waited for: wait_for_others(). */
	if (space_is_placed_elsewhere(a->kept) || space_settle_areas(a->kept) == ERR_AGAIN)
		return ERR_AGAIN;
	a->error = begin(self, a->kept);
	if (a->error == ERROR_RACE)
		return ERR_AGAIN;
	if (a->error)
		a->step = DROP;
	return ERR_OK;
}

/* The space is kept no longer, and goes if it has no threads left. Errors: ERR_AGAIN. */
static err_t work_drop(struct areas_work *a)
{
	err_t err;

	if (a->step == DROP) {
		a->step = DESTROY;
		a->started = false;
		if (!space_drop(a->kept))
			a->kept = NULL;
	}
	err = a->kept != NULL ? space_destroy(a->kept, &a->op, &a->started) : ERR_OK;
	if (err == ERR_OK)
		a->kept = NULL;
	return err;
}

err_t work_areas(struct thread *self, word_t *error)
{
	struct areas_work *a = &self->work.areas;

	if (a->step == BEGIN && work_begin(self) == ERR_AGAIN)
		return ERR_AGAIN;
	if (a->step == PLACE && place(&self->work) == ERR_AGAIN)
		return ERR_AGAIN;
	if (a->step == TELL) {
		/* By a round: who calls this begins it. */
		if (areas_wants_round(a))
			return ERR_AGAIN;
		if (!a->is_told) {
			if (space_tell_own(a->kept, &a->mark) == ERR_AGAIN)
				return ERR_AGAIN;
			areas_end_telling(a);
		}
		a->step = DROP;
	}
	*error = a->error;
	return work_drop(a);
}

/* --- areas that a thread of another processor places --- */

bool areas_serve(struct thread *caller, struct thread *placer, struct space *s)
{
	if (placer == NULL || atomic_glance(&s->placer) != placer ||
	    space_settle_areas(s) == ERR_OK)
		return true;
	request_pass(caller, REQUEST_CALL, this_cpu());
	return false;
}

static bool placer_serve(struct thread *s, struct thread *placer)
{
	return areas_serve(s, placer, s->work.areas.kept);
}

/* The call of s has not begun. */
static err_t placer_left(struct thread *s)
{
	struct areas_work *a = &s->work.areas;

	if (a->step == BEGIN)
		a->step = DROP;
	return work_drop(a);
}

static const struct remote_ops placer_ops = {
	.serve = placer_serve, .finish = continue_areas, .rest = placer_left,
};

/* Another thread than t places areas of its space: the other processor comes to the end of that. */
static struct tcb *wait_for_placer(struct thread *t)
{
	const struct thread *placer = atomic_glance(&t->work.areas.kept->placer);

	/* It may have come to its end just now. */
	return placer != NULL ? remote_call(t, atomic_glance(&placer->tcb.id), &placer_ops) : NULL;
}

/*
 * The call of t stops because of other processors: returns who runs next; NULL: it has come to a
 * preemption point.
 */
static struct tcb *wait_for_others(struct thread *t)
{
	struct areas_work *a = &t->work.areas;

	if (areas_wants_round(a))
		return areas_tell(t, a, CONTINUE_AREAS);
	if (a->step == BEGIN && a->kept != NULL && space_is_placed_elsewhere(a->kept))
		return wait_for_placer(t);
	return NULL;
}

/* No processor knows what the areas have replaced when the call returns. Errors: ERR_AGAIN. */
static err_t wait_for_flushes(struct thread *t)
{
	return grace_wait(&t->tcb, &t->work.areas.waits);
}

static void init_kept(struct areas_work *a)
{
	a->kept = NULL;
	a->is_told = true;
	a->waits = false;
	a->error = L4_ERROR_NONE;
	a->mark.is_mark = true;
	list_init(&a->mark.link);
}
#else
err_t work_areas(struct thread *self, word_t *error)
{
	struct work *w = &self->work;

	if (w->areas.step == BEGIN) {
		struct thread *t = thread_find(w->areas.member);
		struct space *s = t != NULL ? t->tcb.space : NULL;

		*error = L4_ERROR_INVALID_SPACE;
		if (s == NULL)
			return ERR_OK;
		if (space_settle_areas(s) == ERR_AGAIN)
			return ERR_AGAIN;
		*error = begin(self, s);
		if (*error)
			return ERR_OK;
	}
	if (w->areas.step == PLACE) {
		if (w->areas.space == NULL) {
			if (w->areas.started)
				mapdb_unmap_abandon(&w->areas.op);
			ptab_reserve_release(&w->areas.reserve);
			*error = L4_ERROR_INVALID_SPACE;
			return ERR_OK;
		}
		if (place(w) == ERR_AGAIN)
			return ERR_AGAIN;
	}
	/* Whatever has become of the thread that named the space: its others learn of it. */
	return space_tell_members();
}

static inline struct tcb *wait_for_others(struct thread *t __unused)
{
	return NULL;
}

static inline err_t wait_for_flushes(struct thread *t __unused)
{
	return ERR_OK;
}

static void init_kept(struct areas_work *a __unused)
{
}
#endif

struct tcb *continue_areas(struct thread *t)
{
	word_t error = L4_ERROR_NONE;
	err_t err = work_areas(t, &error);

	if (err || error) {
		struct tcb *next = err ? wait_for_others(t) : NULL;

		return next != NULL ? next : sys_step(t, CONTINUE_AREAS, err, error);
	}
	if (wait_for_flushes(t) == ERR_AGAIN)
		return sys_step(t, CONTINUE_AREAS, ERR_AGAIN, error);
	port_return2(&t->tcb, 1, t->work.areas.old_control);
	return &t->tcb;
}

struct tcb *sys_space_control(struct tcb *me, word_t space, word_t control, word_t kip_area,
			      word_t utcb_area, word_t redirector)
{
	struct thread *self = thread_of(me);

	if (!me->space->is_privileged)
		return sys_fail(me, L4_ERROR_NO_PRIVILEGE);
	if (!tid_is_global(space))
		return sys_fail(me, L4_ERROR_INVALID_SPACE);
	if (redirector != L4_TID_ANY)
		redirector = thread_globalize(self, redirector);
	self->work.areas.member = space;
	self->work.areas.kip_fpage = kip_area;
	self->work.areas.utcb_fpage = utcb_area;
	self->work.areas.redirector = redirector;
	self->work.areas.wants_compat = IS_ENABLED(CONFIG_COMPAT32) && (control & CONTROL_COMPAT);
	self->work.areas.step = BEGIN;
	init_kept(&self->work.areas);
	return continue_areas(self);
}
