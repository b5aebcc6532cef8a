/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items of a message: map and grant. (X.2, MapItem, GrantItem, IO fpages)
 * String items are not accepted by any receiver yet: they end in message overflow, as X.2 has it
 * for a receiver that takes no strings.
 */
#include <api/fpage.h>
#include <api/ipc.h>
#include <api/space.h>
#include <api/utcb.h>
#include <base/assert.h>

/* The window of the receiver; false: it takes no memory at all. */
static bool window_of(const struct thread *r, word_t *window)
{
	switch (r->sink) {
	case SINK_UTCB:
		*window = utcb_buffer(r, 0) & L4_ACCEPT_WINDOW_MASK;
		return *window != 0;
	case SINK_FAULT:
		*window = L4_FPAGE_COMPLETE;
		return true;
	case SINK_IO_FAULT:
		*window = L4_IOFPAGE_COMPLETE & L4_ACCEPT_WINDOW_MASK;
		return true;
	default:
		return false;
	}
}

/* Prepare the map of a memory fpage: where from, where to, how much. */
static void map_prepare(struct xfer *x, struct space *from, struct space *to, word_t base,
			word_t fpage, word_t window, bool grant)
{
	struct fregion src = fpage_region(fpage), dst = fpage_region(window);
	struct map_op *op = &x->map;
	struct range whole = src.range;

	*op = (struct map_op){ .src = &from->pt, .dst = &to->pt, .grant = grant };
	if (src.range.end == src.range.start || dst.range.end == dst.range.start)
		return;
	base &= ~MASK(L4_FPAGE_MIN_LOG2);
	if (src.log2 <= dst.log2) {
		op->src_va = src.range.start;
		/* Bits of the send base between the two sizes choose the place in the window. */
		op->dst_va = dst.range.start +
			     (bits_low(base, dst.log2) & ~bits_low(~(word_t)0, src.log2));
		op->left = src.range.end - src.range.start;
	} else {
		op->dst_va = dst.range.start;
		op->src_va = src.range.start +
			     (bits_low(base, src.log2) & ~bits_low(~(word_t)0, dst.log2));
		op->left = dst.range.end - dst.range.start;
	}
	op->rights = fpage & RIGHT_RWX;
	/* Sizes below a page give nothing; a page is never cut. */
	if (op->rights == 0 || MIN(src.log2, dst.log2) < ARCH_PAGE_SHIFT ||
	    op->dst_va >= ARCH_USER_END || op->src_va >= ARCH_USER_END)
		op->left = 0;
	/* What a grant does not hand over because the window is smaller is flushed. */
	if (grant && op->left != 0 && src.log2 > dst.log2) {
		x->rest = (struct unmap_op){
			.pt = &from->pt, .va = whole.start, .end = op->src_va,
			.revoke = RIGHT_RWX, .flush = true,
		};
		x->rest_tail = (struct range){ .start = op->src_va + op->left, .end = whole.end };
		x->flushing = true;
	}
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

/* The first word says map or grant; begin it. */
static err_t item_begin(struct thread *s, struct thread *r)
{
	struct xfer *x = &s->xfer;
	word_t head = utcb_read(s, x->next), fpage, window;
	word_t kind = head & L4_ITEM_KIND_MASK;

	if ((kind != L4_ITEM_MAP && kind != L4_ITEM_GRANT) || x->end - x->next < 2)
		return ERR_RANGE;
	fpage = utcb_read(s, x->next + 1);
	if (!x->has_window) {
		if (!window_of(r, &x->acceptor))
			return ERR_RANGE;
		x->has_window = true;
	}
	window = x->acceptor;
	if (r->sink == SINK_UTCB) {
		utcb_write(r, x->next, head);
		utcb_write(r, x->next + 1, fpage);
	}
	if (fpage_is_io(fpage))
		return ioitem_map(s->tcb.space, r->tcb.space, fpage, kind == L4_ITEM_GRANT);
	/* Memory is no answer to a fault on a port; but a nil fpage is a negative one. */
	if (fpage_is_io(window)) {
		if (fpage != 0)
			return r->sink == SINK_IO_FAULT ? ERR_RANGE : ERR_OK;
		return ERR_OK;
	}
	if (fpage == 0)
		return ERR_OK;
	map_prepare(x, s->tcb.space, r->tcb.space, head, fpage, window, kind == L4_ITEM_GRANT);
	x->mapping = true;
	return ERR_OK;
}

err_t ipc_items(struct thread *s, struct thread *r)
{
	struct xfer *x = &s->xfer;
	err_t err;

	while (x->next < x->end) {
		if (!x->mapping) {
			err = item_begin(s, r);
			if (err)
				return err == ERR_NOMEM ? ERR_RANGE : err;
		}
		if (x->mapping) {
			err = mapdb_map(&x->map);
			if (err)
				return err == ERR_NOMEM ? ERR_RANGE : err;
			if (x->flushing && (err = flush_rest(x)) != ERR_OK)
				return err;
		}
		x->mapping = false;
		x->next += 2;
	}
	return ERR_OK;
}
