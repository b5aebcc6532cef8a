/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unmap. (X.2)
 */
#include <api/continuation.h>
#include <api/fpage.h>
#include <api/port.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/unmap.h>
#include <api/utcb.h>
#include <arch/preempt.h>

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
static inline void begin(struct thread *t)
{
	struct work *w = &t->work;
	struct unmap_op *op = &w->unmap.op;
	word_t fpage = utcb_read(t, w->unmap.next);
	struct fregion r;

	w->unmap.fpage = fpage;
	w->unmap.started = true;
	if (fpage_is_io(fpage)) {
		begin_ports(t);
		return;
	}
	r = fpage_region(&t->tcb.space->pt, fpage);
	op->pt = &t->tcb.space->pt;
	op->va = ALIGN_DOWN(r.range.start, ARCH_PAGE_SIZE);
	op->end = ALIGN_UP(r.range.end, ARCH_PAGE_SIZE);
	op->revoke = fpage & RIGHT_RWX;
	op->flush = w->unmap.flush;
	op->drops_roots = w->unmap.flush;
	op->set_type = op->is_inside = op->is_single = false;
	op->status = 0;
	mapdb_stop_init(&op->stop);
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
		w->unmap.started = false;
		if (++w->unmap.next < w->unmap.count && arch_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}

/* The same to the end, when nobody else knows any more what is gone or was reset. */
static err_t unmap_and_wait(struct thread *t)
{
	err_t err = work_unmap(t);

	if (err)
		return err;
	port_return_unmap(&t->tcb);
	return grace_wait_last(&t->tcb);
}

/* Drops the fpages from this one on: of them there is nothing to tell. */
static void drop_from(struct thread *t, unsigned int first)
{
	for (unsigned int i = first; i < t->work.unmap.count; i++)
		utcb_write(t, i, utcb_read(t, i) & ~(word_t)L4_FPAGE_RWX);
	t->work.unmap.count = (u8)first;
}

void unmap_curtail(struct thread *t)
{
	struct work *w = &t->work;

	if (w->unmap.started)
		mapdb_unmap_curtail(&w->unmap.op);
	drop_from(t, w->unmap.next + w->unmap.started);
}

bool unmap_hand_over(struct thread *t, struct unmap_op *op)
{
	struct work *w = &t->work;

	unmap_curtail(t);
	if (!w->unmap.started || w->unmap.op.va == w->unmap.op.end)
		return false;
	mapdb_unmap_move(op, &w->unmap.op);
	drop_from(t, w->unmap.next);
	return true;
}

/*
 * The only fpage of t is one page: it is done at once, if it is as simple as most are. False:
 * nothing has happened.
 */
static inline bool unmap_page(struct thread *t, bool flush)
{
	struct ptab *pt = &t->tcb.space->pt;
	word_t fpage = utcb_read(t, 0);
	unsigned int log2 = (fpage >> L4_FPAGE_SIZE_SHIFT) & L4_FPAGE_SIZE_MASK;
	int status;

	if (likely(log2 == level_shift(0)))
		status = mapdb_unmap_page(pt, ALIGN_DOWN(fpage, level_size(0)), fpage & RIGHT_RWX,
					  flush);
	else if (log2 == level_shift(1))
		status = mapdb_unmap_large(pt, ALIGN_DOWN(fpage, level_size(1)),
					   fpage & RIGHT_RWX, flush);
	else
		return false;
	if (unlikely(status < 0))
		return false;
	utcb_write(t, 0, (fpage & ~(word_t)L4_FPAGE_RWX) | (word_t)status);
	return true;
}

static __noinline struct tcb *unmap_later(struct thread *t)
{
	continue_later(t, CONTINUE_UNMAP);
	return continue_next(t);
}

struct tcb *continue_unmap(struct thread *t)
{
	return likely(unmap_and_wait(t) != ERR_AGAIN) ? &t->tcb : unmap_later(t);
}

/* All is done, and t goes on when nobody else knows any more what is gone or was reset. */
static inline struct tcb *unmap_end(struct thread *t)
{
	port_return_unmap(&t->tcb);
	if (likely(grace_wait_last(&t->tcb) != ERR_AGAIN))
		return &t->tcb;
	/* What the continuation finds: nothing is left to do. */
	t->work.unmap.next = t->work.unmap.count = 0;
	t->work.unmap.started = false;
	return unmap_later(t);
}

struct tcb *sys_unmap(struct tcb *me, word_t control)
{
	struct thread *t = thread_of(me);

	if (likely((control & L4_UNMAP_COUNT_MASK) == 0) &&
	    likely(unmap_page(t, control & L4_UNMAP_FLUSH)))
		return unmap_end(t);
	t->work.unmap.next = 0;
	t->work.unmap.count = (u8)((control & L4_UNMAP_COUNT_MASK) + 1);
	t->work.unmap.flush = control & L4_UNMAP_FLUSH;
	t->work.unmap.started = false;
	return continue_unmap(t);
}
