/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SpaceControl: places the kernel interface page and the UTCB area of a space. (X.2, SpaceControl)
 */
#include <api/fpage.h>
#include <api/port.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/thread.h>
#include <api/work.h>
#include <l4/abi/kip.h>

/* An fpage of at least 2^min bytes that lies in user addresses without obstacle. */
static bool area_is_usable(struct space *s, word_t fpage, unsigned int min, struct range *area)
{
	struct fregion r = fpage_region(fpage);

	*area = r.range;
	if (r.log2 < min || r.log2 >= WORD_BITS || r.range.end - r.range.start != BIT(r.log2))
		return false;
	/* The areas of the space itself may be placed anew: only what is fixed counts. */
	for (unsigned int i = 0; i < s->pt.nholes; i++)
		if (s->pt.hole[i].fixed && r.range.start < s->pt.hole[i].end &&
		    r.range.end > s->pt.hole[i].start)
			return false;
	return true;
}

/* redirector: a global id, nil: as it is, anythread: none any more. */
static void set_redirector(struct space *s, word_t redirector)
{
	if (redirector == L4_TID_ANY)
		space_set_redirector(s, L4_TID_NIL);
	else if (redirector != L4_TID_NIL)
		space_set_redirector(s, redirector);
}

/* Pages of users in an area go: they may be left from threads that the space had before. */
static err_t clear_area(struct work *w, struct space *s, const struct range *area)
{
	if (!w->areas.started)
		w->areas.op = (struct unmap_op){
			.pt = &s->pt, .va = area->start, .end = area->end,
			.revoke = RIGHT_RWX, .flush = true,
		};
	w->areas.started = true;
	if (mapdb_unmap(&w->areas.op) == ERR_AGAIN)
		return ERR_AGAIN;
	w->areas.started = false;
	w->areas.cleared++;
	return ERR_OK;
}

static bool may_set_areas(const struct space *s)
{
	return !s->is_initialised || s->nactive == 0;
}

/* *error is the result once this is done. */
static err_t place_areas(struct work *w, struct space *s, word_t *error)
{
	/* The interface page that is there stays where it is. */
	if (w->areas.cleared == 0 && s->is_initialised && w->areas.kip.start == s->kip_base)
		w->areas.cleared++;
	if (w->areas.cleared == 0 && clear_area(w, s, &w->areas.kip) == ERR_AGAIN)
		return ERR_AGAIN;
	if (w->areas.cleared == 1 && clear_area(w, s, &w->areas.utcb) == ERR_AGAIN)
		return ERR_AGAIN;
	*error = L4_ERROR_NO_MEMORY;
	if (space_set_areas(s, w->areas.kip.start, w->areas.utcb))
		return ERR_OK;
	*error = L4_ERROR_NONE;
	return ERR_OK;
}

err_t work_areas(struct thread *self, word_t *error)
{
	struct work *w = &self->work;
	struct thread *t = thread_find(w->areas.space);
	struct space *s = t != NULL ? t->tcb.space : NULL;
	err_t err;

	if (w->areas.placing) {
		/* The space may have gone, or got threads that use its areas as they are. */
		*error = L4_ERROR_INVALID_SPACE;
		if (s == NULL || s->serial != w->areas.serial || !may_set_areas(s))
			return ERR_OK;
		err = place_areas(w, s, error);
		if (err || *error)
			return err;
		w->areas.placing = false;
		set_redirector(s, w->areas.redirector);
	}
	/* Whatever has become of the thread that named the space: its others learn of it. */
	*error = L4_ERROR_NONE;
	return space_tell_members();
}

struct tcb *sys_space_control(struct tcb *me, word_t space, word_t control, word_t kip_area,
			      word_t utcb_area, word_t redirector)
{
	struct thread *self = thread_of(me), *t;
	struct range kip, utcb;
	struct space *s;

	(void)control;
	if (!me->space->is_privileged)
		return sys_fail(me, L4_ERROR_NO_PRIVILEGE);
	t = tid_is_global(space) ? thread_find(space) : NULL;
	if (t == NULL || t->tcb.space == NULL)
		return sys_fail(me, L4_ERROR_INVALID_SPACE);
	s = t->tcb.space;
	if (redirector != L4_TID_ANY)
		redirector = thread_globalize(self, redirector);
	self->work.areas.space = space;
	self->work.areas.serial = s->serial;
	self->work.areas.redirector = redirector;
	self->work.areas.placing = !s->is_initialised ||
				   (s->nactive == 0 && kip_area != 0 && utcb_area != 0);
	if (!self->work.areas.placing) {
		set_redirector(s, redirector);
		return continue_now(self, CONTINUE_AREAS);
	}
	if (!area_is_usable(s, utcb_area, ARCH_PAGE_SHIFT, &utcb))
		return sys_fail(me, L4_ERROR_UTCB_AREA);
	if (!area_is_usable(s, kip_area, ARCH_PAGE_SHIFT, &kip) ||
	    (kip.start < utcb.end && kip.end > utcb.start))
		return sys_fail(me, L4_ERROR_KIP_AREA);
	self->work.areas.kip = kip;
	self->work.areas.utcb = utcb;
	self->work.areas.cleared = 0;
	self->work.areas.started = false;
	return continue_now(self, CONTINUE_AREAS);
}
