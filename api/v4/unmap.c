/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unmap. (X.2)
 */
#include <api/fpage.h>
#include <api/port.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/utcb.h>
#include <api/work.h>

static void begin_ports(struct thread *t)
{
	struct work *w = &t->work;
	unsigned int lo, hi;

	if ((w->unmap.fpage & L4_FPAGE_RWX) && fpage_ports(w->unmap.fpage, &lo, &hi))
		w->unmap.op = iospace_unmap(&t->tcb.space->io, lo, hi, w->unmap.flush);
	else
		w->unmap.op = (struct unmap_op){ .pt = &t->tcb.space->pt };
}

/* The next fpage becomes the current one. */
static void begin(struct thread *t)
{
	struct work *w = &t->work;
	struct fregion r;

	w->unmap.fpage = utcb_read(t, w->unmap.next);
	w->unmap.started = true;
	if (fpage_is_io(w->unmap.fpage)) {
		begin_ports(t);
		return;
	}
	r = fpage_region(w->unmap.fpage);
	w->unmap.op = (struct unmap_op){
		.pt = &t->tcb.space->pt,
		.va = ALIGN_DOWN(r.range.start, ARCH_PAGE_SIZE),
		.end = ALIGN_UP(r.range.end, ARCH_PAGE_SIZE),
		.revoke = w->unmap.fpage & RIGHT_RWX,
		.flush = w->unmap.flush,
	};
}

err_t work_unmap(struct thread *t)
{
	struct work *w = &t->work;

	while (w->unmap.next < w->unmap.count) {
		unsigned int status;
		err_t err;

		if (!w->unmap.started)
			begin(t);
		err = mapdb_unmap(&w->unmap.op);
		if (err)
			return err;
		/* The status bits take the place of the rights; ports have none. */
		status = fpage_is_io(w->unmap.fpage) ? 0 : w->unmap.op.status;
		utcb_write(t, w->unmap.next, (w->unmap.fpage & ~(word_t)L4_FPAGE_RWX) | status);
		w->unmap.next++;
		w->unmap.started = false;
	}
	return ERR_OK;
}

struct tcb *sys_unmap(struct tcb *me, word_t control)
{
	struct thread *t = thread_of(me);

	t->work.unmap.next = 0;
	t->work.unmap.count = (u8)((control & L4_UNMAP_COUNT_MASK) + 1);
	t->work.unmap.flush = control & L4_UNMAP_FLUSH;
	t->work.unmap.started = false;
	continue_later(t, CONTINUE_UNMAP);
	return me;
}
