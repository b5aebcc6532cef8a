/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unmap and MemoryControl. (X.2)
 */
#include <api/fpage.h>
#include <api/port.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/utcb.h>
#include <api/work.h>

/* The fpage is done: its status bits take the place of its rights. */
static void report(struct thread *t, word_t fpage, unsigned int status)
{
	struct work *w = &t->work;

	utcb_write(t, w->unmap.next, (fpage & ~(word_t)L4_FPAGE_RWX) | status);
	w->unmap.next++;
	w->unmap.started = false;
}

err_t work_unmap(struct thread *t)
{
	struct work *w = &t->work;

	while (w->unmap.next < w->unmap.count) {
		word_t fpage = utcb_read(t, w->unmap.next);
		struct unmap_op *op = &w->unmap.op;
		unsigned int lo, hi;
		err_t err;

		if (fpage_is_io(fpage)) {
			if ((fpage & L4_FPAGE_RWX) && fpage_ports(fpage, &lo, &hi)) {
				err = iospace_unmap(&t->tcb.space->io, lo, hi, w->unmap.flush);
				if (err)
					return err;
			}
			report(t, fpage, 0);
			continue;
		}
		if (!w->unmap.started) {
			struct fregion r = fpage_region(fpage);

			*op = (struct unmap_op){
				.pt = &t->tcb.space->pt,
				.va = ALIGN_DOWN(r.range.start, ARCH_PAGE_SIZE),
				.end = ALIGN_UP(r.range.end, ARCH_PAGE_SIZE),
				.revoke = fpage & RIGHT_RWX, .flush = w->unmap.flush,
			};
			w->unmap.started = true;
		}
		err = mapdb_unmap(op);
		if (err)
			return err;
		report(t, fpage, op->status);
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

struct tcb *sys_memory_control(struct tcb *me, word_t control, const word_t attribute[4])
{
	(void)control;
	for (unsigned int i = 0; i < 4; i++)
		(void)attribute[i];
	return sys_fail(me, me->space->is_privileged ? L4_ERROR_INVALID_PARAM :
						       L4_ERROR_NO_PRIVILEGE);
}
