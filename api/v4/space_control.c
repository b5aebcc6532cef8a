/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SpaceControl: places the kernel interface page and the UTCB area of a space. (X.2, SpaceControl)
 */
#include <api/fpage.h>
#include <api/port.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/thread.h>
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

struct tcb *sys_space_control(struct tcb *me, word_t space, word_t control, word_t kip_area,
			      word_t utcb_area, word_t redirector)
{
	struct thread *self = thread_of(me), *t;
	struct range kip, utcb;
	struct space *s;
	bool set_areas;

	(void)control;
	if (!me->space->is_privileged)
		return sys_fail(me, L4_ERROR_NO_PRIVILEGE);
	t = tid_is_global(space) ? thread_find(space) : NULL;
	if (t == NULL || t->tcb.space == NULL)
		return sys_fail(me, L4_ERROR_INVALID_SPACE);
	s = t->tcb.space;
	set_areas = !s->is_initialised || (s->nactive == 0 && kip_area != 0 && utcb_area != 0);
	if (set_areas) {
		if (!area_is_usable(s, utcb_area, ARCH_PAGE_SHIFT, &utcb))
			return sys_fail(me, L4_ERROR_UTCB_AREA);
		if (!area_is_usable(s, kip_area, ARCH_PAGE_SHIFT, &kip) ||
		    (kip.start < utcb.end && kip.end > utcb.start))
			return sys_fail(me, L4_ERROR_KIP_AREA);
		if (space_set_areas(s, kip.start, utcb))
			return sys_fail(me, L4_ERROR_NO_MEMORY);
	}
	if (redirector == L4_TID_ANY)
		space_set_redirector(s, L4_TID_NIL);
	else if (redirector != L4_TID_NIL)
		space_set_redirector(s, thread_globalize(self, redirector));
	port_return2(me, 1, 0);
	return me;
}
