/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trees of port ranges. Revoking works on the deepest range that still overlaps, so that a range
 * is cut only when nothing below it overlaps any more: every step leaves a whole tree.
 */
#include <generic/iospace.h>

#include <arch/iobitmap.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <base/bits.h>
#include <generic/kmem.h>
#include <generic/ptab.h>

struct io_range {
	struct io_range *parent, *child, *sibling, **psibling;
	struct io_range *next, **pnext;		/* in the space, ascending */
	struct iospace *io;
	u32 lo, hi;				/* inclusive */
};

static KMEM_CACHE(io_range_cache, sizeof(struct io_range), false);

static bool overlaps(const struct io_range *r, unsigned int lo, unsigned int hi)
{
	return r->lo <= hi && r->hi >= lo;
}

static void hang_below(struct io_range *parent, struct io_range *r)
{
	r->parent = parent;
	r->sibling = NULL;
	r->psibling = NULL;
	if (parent == NULL)
		return;
	r->sibling = parent->child;
	r->psibling = &parent->child;
	if (r->sibling != NULL)
		r->sibling->psibling = &r->sibling;
	parent->child = r;
}

static void unhang(struct io_range *r)
{
	if (r->psibling == NULL)
		return;
	*r->psibling = r->sibling;
	if (r->sibling != NULL)
		r->sibling->psibling = r->psibling;
}

err_t iospace_permit(struct iospace *io, struct ptab *pt, unsigned int lo, unsigned int hi)
{
	if (io->bitmap == NULL) {
		io->bitmap = kmem_alloc_pages(ARCH_IO_BLOCK_ORDER);
		if (io->bitmap == NULL)
			return ERR_NOMEM;
		arch_io_init(io->bitmap);
		if (arch_io_window(io->bitmap) != 0)
			ptab_set_window(pt, arch_io_window(io->bitmap));
	}
	arch_io_permit(io->bitmap, lo, hi);
	return ERR_OK;
}

bool iospace_is_permitted(const struct iospace *io, unsigned int port, unsigned int bytes)
{
	return io->bitmap != NULL && arch_io_is_permitted(io->bitmap, port, bytes);
}

static void forbid(struct iospace *io, unsigned int lo, unsigned int hi)
{
	if (io->bitmap != NULL)
		arch_io_forbid(io->bitmap, lo, hi);
}

/* A new range of io; the place must be free. */
static struct io_range *range_create(struct iospace *io, struct io_range *parent, unsigned int lo,
				     unsigned int hi)
{
	struct io_range *r = kmem_alloc(&io_range_cache);
	struct io_range **p = &io->first;

	if (r == NULL)
		return NULL;
	while (*p != NULL && (*p)->lo < lo)
		p = &(*p)->next;
	*r = (struct io_range){ .io = io, .lo = lo, .hi = hi, .next = *p, .pnext = p };
	if (r->next != NULL)
		r->next->pnext = &r->next;
	*p = r;
	hang_below(parent, r);
	return r;
}

static void range_free(struct io_range *r)
{
	ASSERT(r->child == NULL);
	unhang(r);
	*r->pnext = r->next;
	if (r->next != NULL)
		r->next->pnext = r->pnext;
	kmem_free(&io_range_cache, r);
}

err_t iospace_own_all(struct iospace *io)
{
	return range_create(io, NULL, 0, IO_PORTS - 1) == NULL ? ERR_NOMEM : ERR_OK;
}

/* The lowest range of the tree below r that overlaps; r if there is none. */
static struct io_range *deepest_overlap(struct io_range *r, unsigned int lo, unsigned int hi)
{
	struct io_range *c = r->child;

	while (c != NULL) {
		if (overlaps(c, lo, hi)) {
			r = c;
			c = r->child;
		} else {
			c = c->sibling;
		}
	}
	return r;
}

/* Remove [lo, hi] from r; no range below r overlaps that part. Takes more if memory is short. */
static void range_cut(struct io_range *r, unsigned int lo, unsigned int hi)
{
	struct io_range *tail, *c, *next;

	lo = MAX(lo, r->lo);
	hi = MIN(hi, r->hi);
	forbid(r->io, lo, hi);
	if (lo == r->lo && hi == r->hi) {
		range_free(r);
		return;
	}
	if (lo == r->lo) {
		r->lo = hi + 1;
		return;
	}
	if (hi == r->hi) {
		r->hi = lo - 1;
		return;
	}
	tail = range_create(r->io, r->parent, hi + 1, r->hi);
	if (tail == NULL) {
		/* Revoking must not fail: the ports behind the hole go too, with all below. */
		while ((c = deepest_overlap(r, hi + 1, r->hi)) != r)
			range_cut(c, hi + 1, r->hi);
		forbid(r->io, hi + 1, r->hi);
		r->hi = lo - 1;
		return;
	}
	r->hi = lo - 1;
	for (c = r->child; c != NULL; c = next) {
		next = c->sibling;
		if (c->lo > hi) {
			unhang(c);
			hang_below(tail, c);
		}
	}
}

err_t iospace_unmap(struct iospace *io, unsigned int lo, unsigned int hi, bool flush)
{
	struct io_range *r = io->first, *d;

	while (r != NULL && r->lo <= hi) {
		struct io_range *next = r->next;

		if (!overlaps(r, lo, hi)) {
			r = next;
			continue;
		}
		d = deepest_overlap(r, MAX(lo, r->lo), MIN(hi, r->hi));
		if (d != r) {
			range_cut(d, MAX(lo, r->lo), MIN(hi, r->hi));
			if (arch_preempt_pending())
				return ERR_AGAIN;
			continue;
		}
		if (flush)
			range_cut(r, lo, hi);
		r = next;
	}
	return ERR_OK;
}

/* First port from lo on that io does not have, up to hi; and the end of that gap. */
static bool find_gap(const struct iospace *io, unsigned int *lo, unsigned int *hi)
{
	for (const struct io_range *r = io->first; r != NULL && r->lo <= *hi; r = r->next) {
		if (r->hi < *lo)
			continue;
		if (r->lo > *lo) {
			*hi = r->lo - 1;
			return true;
		}
		*lo = r->hi + 1;
	}
	return *lo <= *hi;
}

/* What was derived from r inside [lo, hi] is derived from m from now on. */
static void hand_down(struct io_range *r, struct io_range *m)
{
	struct io_range *c, *next;

	for (c = r->child; c != NULL; c = next) {
		next = c->sibling;
		if (c != m && c->lo >= m->lo && c->hi <= m->hi) {
			unhang(c);
			hang_below(m, c);
		}
	}
}

static err_t map_range(struct io_range *from, struct iospace *dst, struct ptab *dst_pt,
		       unsigned int lo, unsigned int hi, bool grant)
{
	unsigned int start = lo, end = hi;
	struct io_range *m;

	while (start <= hi && find_gap(dst, &start, &end)) {
		err_t err = iospace_permit(dst, dst_pt, start, end);

		if (err)
			return err;
		m = range_create(dst, grant ? from->parent : from, start, end);
		if (m == NULL) {
			forbid(dst, start, end);
			return ERR_NOMEM;
		}
		if (grant)
			hand_down(from, m);
		start = end + 1;
		end = hi;
	}
	return ERR_OK;
}

/* The part [lo, hi] of r goes, with all that was derived from it. */
static void range_remove(struct io_range *r, unsigned int lo, unsigned int hi)
{
	struct io_range *d;

	while ((d = deepest_overlap(r, lo, hi)) != r)
		range_cut(d, lo, hi);
	range_cut(r, lo, hi);
}

/* The first range that reaches lo or lies above it. */
static struct io_range *range_from(const struct iospace *io, unsigned int lo)
{
	struct io_range *r = io->first;

	while (r != NULL && r->hi < lo)
		r = r->next;
	return r;
}

/*
 * dst will own [lo, hi] of r: what it has of that already goes, as a page does that another one
 * replaces; unless r came from there.
 */
static void make_room(struct iospace *dst, struct io_range *r, unsigned int lo, unsigned int hi)
{
	struct io_range *d;

	for (d = r->parent; d != NULL; d = d->parent)
		if (d->io == dst)
			return;
	while ((d = range_from(dst, lo)) != NULL && d->lo <= hi)
		range_remove(d, lo, hi);
}

err_t iospace_map(struct iospace *src, struct iospace *dst, struct ptab *dst_pt, unsigned int lo,
		  unsigned int hi, bool grant)
{
	struct io_range *r;

	if (src == dst)
		return ERR_OK;
	/* Removal may take any other range with it: each step looks anew. */
	for (; lo <= hi && (r = range_from(src, lo)) != NULL && r->lo <= hi; lo++) {
		unsigned int end = MIN(hi, r->hi);
		err_t err;

		lo = MAX(lo, r->lo);
		if (grant)
			make_room(dst, r, lo, end);
		err = map_range(r, dst, dst_pt, lo, end, grant);
		if (err)
			return err;
		if (grant)
			range_remove(r, lo, end);
		lo = end;
	}
	return ERR_OK;
}

bool iospace_next(const struct iospace *io, unsigned int *lo, unsigned int *hi)
{
	const struct io_range *r = io->first;

	while (r != NULL && r->hi < *lo)
		r = r->next;
	if (r == NULL)
		return false;
	*lo = r->lo;
	*hi = r->hi;
	return true;
}

bool iospace_owns(const struct iospace *io, unsigned int lo, unsigned int hi)
{
	return !find_gap(io, &lo, &hi);
}

err_t iospace_destroy(struct iospace *io)
{
	err_t err = iospace_unmap(io, 0, IO_PORTS - 1, true);

	if (err)
		return err;
	ASSERT(io->first == NULL);
	if (io->bitmap != NULL)
		kmem_free_pages(io->bitmap, ARCH_IO_BLOCK_ORDER);
	io->bitmap = NULL;
	return ERR_OK;
}
