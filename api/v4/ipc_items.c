/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items of a message, one after the other; map and grant items.
 * (X.2, MapItem, GrantItem, IO fpages)
 */
#include "ipc_words.h"

#include <api/fpage.h>
#include <api/ipc.h>
#include <api/space.h>
#include <api/transfer.h>
#include <api/utcb.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <generic/grace.h>

/* Reads what the receiver is willing to take: once for a message. */
static void read_acceptor(struct thread *s, const struct thread *r)
{
	struct xfer *x = &s->xfer;

	x->has_acceptor = true;
	switch (xfer_sink(s, r)) {
	case SINK_UTCB:
		x->acceptor = utcb_buffer(r, 0);
		break;
	case SINK_FAULT:
		x->acceptor = L4_FPAGE_COMPLETE;
		break;
	case SINK_IO_FAULT:
		x->acceptor = L4_IOFPAGE_COMPLETE & L4_ACCEPT_WINDOW_MASK;
		break;
	default:
		x->acceptor = 0;
	}
	x->buffer = x->acceptor & L4_ACCEPT_STRINGS ? 1 : 0;
}

/* A grant flushes the part of the fpage that does not fit into the receiver's window. */
static void rest_prepare(struct xfer *x, struct range whole)
{
	const struct map_op *op = &x->map;

	x->rest = (struct unmap_op){
		.pt = op->src, .va = whole.start, .end = op->src_va,
		.revoke = RIGHT_RWX, .flush = true, .drops_roots = true,
	};
	x->rest_tail = (struct range){ .start = op->src_va + op->left, .end = whole.end };
	x->flushing = true;
	/* It is not known whether others know it. */
	x->map.takes = true;
}

/* Prepare the map of a memory fpage: where from, where to, how much. */
static inline void map_prepare(struct xfer *x, struct space *from, struct space *to, word_t base,
			       word_t fpage, word_t window, bool grant)
{
	unsigned int src_log2 = fpage_log2(fpage), dst_log2 = fpage_log2(window);
	word_t src_mask = bits_low(~(word_t)0, src_log2), dst_mask = bits_low(~(word_t)0, dst_log2);
	struct map_op *op = &x->map;

	/* Bits of the send base between the two sizes choose the place in the larger one. */
	base &= ~MASK(L4_FPAGE_MIN_LOG2);
	op->src = &from->pt;
	op->dst = &to->pt;
	op->src_va = (fpage & ~src_mask) | (base & src_mask & ~dst_mask);
	op->dst_va = (window & ~dst_mask) | (base & dst_mask & ~src_mask);
	op->rights = fpage & RIGHT_RWX;
	op->grant = grant;
	mapdb_stop_init(&op->stop);
	/* Sizes below a page give nothing, as no rights do; a page is never cut. */
	if (unlikely(op->rights == 0 || MIN(src_log2, dst_log2) < ARCH_PAGE_SHIFT ||
		     op->src_va >= from->pt.end || op->dst_va >= to->pt.end)) {
		op->left = 0;
		return;
	}
	op->left = MIN(MIN(src_mask, dst_mask),
		       MIN(from->pt.end - op->src_va, to->pt.end - op->dst_va) - 1) + 1;
	if (unlikely(grant && src_log2 > dst_log2))
		rest_prepare(x, fpage_region(&from->pt, fpage).range);
}

/* Two stretches: before and behind what the window took. */
static err_t flush_rest(struct xfer *x)
{
	err_t err;

	while ((err = mapdb_unmap(&x->rest)) == ERR_OK && x->rest_tail.start < x->rest_tail.end) {
		x->rest.va = x->rest_tail.start;
		x->rest.end = x->rest_tail.end;
		x->rest_tail.start = x->rest_tail.end;
	}
	x->flushing = err != ERR_OK;
	return err;
}

#ifdef CONFIG_SMP
/* The items are done: neither partner goes on as long as others know what they took away. */
static err_t wait_for_others(struct thread *s)
{
	return unlikely(s->xfer.map.takes) ?
		       grace_wait(&s->tcb, &s->xfer.waits) : ERR_OK;
}

static bool items_are_done(const struct xfer *x)
{
	return x->waits;
}

/* The same where the rest of the items fails: those before it have happened. */
static __noinline enum items_stop give_up(struct thread *s, enum items_stop why)
{
	s->xfer.result = (u8)why;
	return wait_for_others(s) ? ITEMS_LATER : why;
}

static enum items_stop items_result(const struct xfer *x)
{
	return x->result;
}
#else
static inline err_t wait_for_others(struct thread *s)
{
	(void)s;
	return ERR_OK;
}

static inline bool items_are_done(const struct xfer *x)
{
	(void)x;
	return false;
}

static inline enum items_stop give_up(struct thread *s, enum items_stop why)
{
	(void)s;
	return why;
}

static inline enum items_stop items_result(const struct xfer *x)
{
	(void)x;
	return ITEMS_DONE;
}
#endif

static inline err_t map_continue(struct xfer *x)
{
	err_t err = mapdb_map(&x->map);

	if (err == ERR_OK && x->flushing)
		err = flush_rest(x);
	x->mapping = err == ERR_AGAIN;
	return err;
}

/*
 * An IO fpage in a map or grant item. Errors: ERR_AGAIN: mapdb_map() does the rest of op;
 * ERR_NOMEM.
 */
static err_t map_ports(struct space *from, struct space *to, word_t fpage, bool grant,
		       struct map_op *op)
{
	unsigned int lo, hi;

	if (!fpage_ports(fpage, &lo, &hi))
		return ERR_OK;
	return iospace_map(&from->io, &to->io, &to->pt, lo, hi, grant, op);
}

/* The second word of the item that begins at `at`; both go to the receiver as they are. */
static inline word_t pass_item(const struct thread *s, struct thread *r, int at, word_t head)
{
	bool to_user = xfer_sink(s, r) == SINK_UTCB;
	word_t fpage;

	if (words_differ(s, r)) {
		fpage = utcb_read(s, at + 1);
		if (to_user) {
			utcb_write(r, at, head);
			utcb_write(r, at + 1, fpage);
		}
		return fpage;
	}
	fpage = utcb_read_plain(s, at + 1);
	if (to_user) {
		utcb_write_plain(r, at, head);
		utcb_write_plain(r, at + 1, fpage);
	}
	return fpage;
}

/* A map or grant item. Errors: ERR_RANGE: overflow; ERR_NOMEM, ERR_AGAIN. */
static err_t map_begin(struct thread *s, struct thread *r, word_t head)
{
	struct xfer *x = &s->xfer;
	word_t kind = head & L4_ITEM_KIND_MASK, window = x->acceptor & L4_ACCEPT_WINDOW_MASK;
	struct space *to = xfer_space(s, r);
	word_t fpage;
	bool taken;
	err_t err;

	if ((kind != L4_ITEM_MAP && kind != L4_ITEM_GRANT) || x->end - x->next < 2 || window == 0)
		return ERR_RANGE;
	fpage = pass_item(s, r, x->next, head);
	x->next += 2;
	if (fpage == 0)
		return ERR_OK;
	if (fpage_is_io(fpage)) {
		/* It is another operation. */
		taken = IS_ENABLED(CONFIG_SMP) && x->map.takes;
		err = map_ports(s->tcb.space, to, fpage, kind == L4_ITEM_GRANT, &x->map);
		if (taken)
			x->map.takes = true;
		x->mapping = err == ERR_AGAIN;
		return err;
	}
	if (fpage_is_io(window))
		/* Memory is no answer to a fault on a port. */
		return xfer_sink(s, r) == SINK_IO_FAULT ? ERR_RANGE : ERR_OK;
	map_prepare(x, s->tcb.space, to, head, fpage, window, kind == L4_ITEM_GRANT);
	return map_continue(x);
}

enum items_stop ipc_items(struct thread *s, struct thread *r)
{
	struct xfer *x = &s->xfer;

	if (!x->has_acceptor)
		read_acceptor(s, r);
	else if (items_are_done(x))
		return wait_for_others(s) ? ITEMS_LATER : items_result(x);
	do {
		enum items_stop stop = ITEMS_DONE;
		err_t err = ERR_OK;

		if (x->mapping) {
			err = map_continue(x);
		} else if (x->copying) {
			stop = ipc_string(s, r, 0);
		} else {
			word_t head = utcb_read(s, x->next);

			if (head & L4_ITEM_STRING_BIT)
				err = map_begin(s, r, head);
			else
				stop = ipc_string(s, r, head);
		}
		if (err == ERR_AGAIN)
			return ITEMS_LATER;
		if (err)
			return give_up(s, ITEMS_OVERFLOW);
		if (stop != ITEMS_DONE)
			return stop == ITEMS_OVERFLOW || stop == ITEMS_ABORTED ?
				       give_up(s, stop) : stop;
		/* Behind the last one the sender leaves the kernel, or passes the dispatcher. */
		if (x->next >= x->end)
			return wait_for_others(s) ? ITEMS_LATER : ITEMS_DONE;
	} while (!arch_preempt_pending());
	return ITEMS_LATER;
}
