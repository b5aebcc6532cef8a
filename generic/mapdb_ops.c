/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map, grant and unmap of regions: page by page, with the largest pages both sides allow.
 */
#include "mapdb_tree.h"

#include <arch/preempt.h>
#include <arch/space.h>
#include <arch/tlb.h>
#include <base/assert.h>
#include <generic/kmem.h>

/* How far the ancestors of a granted page are searched for its destination. */
#define GRANT_SEARCH_DEPTH 64

/* Bytes from va to the end of the page or hole of this level. */
static word_t rest_of(uvaddr_t va, unsigned int level)
{
	return level_size(level) - (va & (level_size(level) - 1));
}

static void map_advance(struct map_op *op, word_t bytes)
{
	bytes = MIN(bytes, op->left);
	op->src_va += bytes;
	op->dst_va += bytes;
	op->left -= bytes;
}

err_t mapdb_root_page(struct ptab *pt, uvaddr_t va, unsigned int level)
{
	pte_t *slot;
	err_t err = ptab_get(pt, va, level, &slot);

	ASSERT(err != ERR_BUSY);
	if (err)
		return err;
	if (mapping_create(NULL, slot, level,
			   pte_make_page(va, level, RIGHT_RWX, 0, level)) == NULL) {
		ptab_prune(pt, slot, va);
		return ERR_NOMEM;
	}
	return ERR_OK;
}

/* sigma0 touches physical memory for the first time: give it the largest page possible. */
err_t mapdb_identity_page(struct ptab *pt, uvaddr_t va)
{
	err_t err = ERR_RANGE;
	uvaddr_t next;

	for (unsigned int level = ARCH_LEAF_LEVELS; level-- > 0;) {
		uvaddr_t start = ALIGN_DOWN(va, level_size(level));
		pte_t *slot;

		if (!arch_phys_is_open(start, start + level_size(level)) ||
		    kmem_contains(start, start + level_size(level)) ||
		    !ptab_is_open(pt, start, start + level_size(level), &next))
			continue;
		err = ptab_get(pt, start, level, &slot);
		if (err == ERR_BUSY)
			return ERR_OK;
		if (err)
			return err;
		if (pte_is_present(pte_read(slot))) {
			if (pte_is_leaf(pte_read(slot), level))
				return ERR_OK;
			continue;
		}
		if (mapping_create(NULL, slot, level,
				   pte_make_page(start, level, RIGHT_RWX, 0, level)) == NULL) {
			ptab_prune(pt, slot, start);
			return ERR_NOMEM;
		}
		return ERR_OK;
	}
	return err;
}

/* Remove everything below m but `keep`. */
static err_t empty_page(struct mapping *m, const struct mapping *keep)
{
	unsigned int status = 0;
	bool stopped = false;

	while (!stopped && mapping_remove_step(m, keep, &status))
		stopped = arch_preempt_pending();
	m->lost |= status;
	return stopped ? ERR_AGAIN : ERR_OK;
}

/* Empty the destination entry. */
static err_t flush_page(struct mapping *m)
{
	struct mapping *p;
	unsigned int status;
	err_t err = empty_page(m, NULL);

	if (err)
		return err;
	p = mapping_parent(m);
	status = m->lost | m->told;
	status |= mapping_remove(m);
	if (p != NULL)
		p->lost |= status;
	return ERR_OK;
}

/*
 * ERR_OK: *result says whether m was derived from a. If that is too far to see, what was derived
 * from a goes but for m: then it is a child of a, or was not below it. ERR_AGAIN: stopped.
 */
static err_t is_derived(struct mapping *m, struct mapping *a, bool *result)
{
	struct mapping *p = mapping_parent(m);
	err_t err;

	*result = true;
	for (unsigned int i = 1; i < GRANT_SEARCH_DEPTH && p != NULL && p != a; i++)
		p = mapping_parent(p);
	if (p != a && p != NULL) {
		err = empty_page(a, m);
		if (err)
			return err;
		p = mapping_parent(m);
	}
	*result = p == a;
	return ERR_OK;
}

/* src goes back to dst, from which it was derived: what it gave on is dst's then. */
static err_t grant_back(struct mapping *src, struct mapping *dst)
{
	struct mapping *p = mapping_parent(src);

	if (src->level != dst->level || src->nsmall > 0 || p->level != src->level)
		return flush_page(src);
	while (mapping_dissolve_step(src))
		if (arch_preempt_pending())
			return ERR_AGAIN;
	return ERR_OK;
}

/*
 * The destination has a page already. ERR_OK: nothing is left to do here; ERR_AGAIN: try the
 * same place again (with *stopped: after a preemption point).
 */
static err_t map_onto(struct map_op *op, struct mapping *src, pte_t se, struct mapping *dst,
		      paddr_t pa, bool *stopped)
{
	pte_t de = pte_read(dst->slot);
	unsigned int rights = pte_rights(se) & op->rights;
	bool derived;
	err_t err;

	if (pte_paddr(de, dst->level) == pa) {
		if (dst == src)
			return ERR_OK;
		if (op->grant) {
			err = is_derived(src, dst, &derived);
			if (err == ERR_OK && derived)
				err = grant_back(src, dst);
			*stopped = err == ERR_AGAIN;
			if (err || derived)
				return err;
		} else if (mapping_parent(dst) == src || (rights & ~pte_rights(de)) == 0) {
			pte_exchange(dst->slot, pte_with_rights(de, pte_rights(de) | rights));
			return ERR_OK;
		}
	}
	err = flush_page(dst);
	*stopped = err == ERR_AGAIN;
	return ERR_AGAIN;
}

/* Split the large page m completely; ERR_AGAIN with *stopped if it has to continue later. */
static err_t split_page(struct mapping *m, bool *stopped)
{
	err_t err;

	do {
		err = mapping_split_step(m, true);
	} while (err == ERR_AGAIN && !(*stopped = arch_preempt_pending()));
	return err;
}

/* Choose the page size for the place; false if the destination is closed here. */
static bool choose_level(struct map_op *op, unsigned int src_level, unsigned int *level)
{
	uvaddr_t next;

	for (unsigned int l = src_level + 1; l-- > 0;) {
		word_t size = level_size(l);
		unsigned int there;

		if (op->left < size || !IS_ALIGNED(op->src_va | op->dst_va, size) ||
		    !ptab_is_open(op->dst, op->dst_va, op->dst_va + size, &next))
			continue;
		ptab_find(op->dst, op->dst_va, &there);
		if (there < l)
			continue;	/* smaller pages lie there */
		*level = l;
		return true;
	}
	return false;
}

/* One page (or one step towards it). */
static err_t map_page(struct map_op *op, pte_t *sslot, unsigned int src_level, unsigned int level,
		      bool *stopped)
{
	struct mapping *src = *ptab_shadow(sslot);
	pte_t se = pte_read(sslot);
	paddr_t pa = pte_paddr(se, src_level) + (op->src_va & (level_size(src_level) - 1));
	pte_t *dslot, e;
	err_t err;

	err = ptab_get(op->dst, op->dst_va, level, &dslot);
	if (err == ERR_NOMEM)
		return err;
	if (err == ERR_BUSY) {
		struct mapping *big = *ptab_shadow(dslot);
		pte_t be = pte_read(dslot);
		word_t offset = op->dst_va & (level_size(big->level) - 1);
		unsigned int rights = pte_rights(se) & op->rights;

		if (big == src && !op->grant && offset == (op->src_va & (level_size(1) - 1)))
			return ERR_OK;
		if (!op->grant && pte_paddr(be, big->level) + offset == pa &&
		    (rights & ~pte_rights(be)) == 0)
			return ERR_OK;
		err = split_page(big, stopped);
		return err == ERR_NOMEM ? err : ERR_AGAIN;
	}
	if (op->grant && src_level > level) {
		err = split_page(src, stopped);
		ptab_prune(op->dst, dslot, op->dst_va);
		return err == ERR_NOMEM ? err : ERR_AGAIN;
	}
	if (pte_is_present(pte_read(dslot))) {
		ASSERT(pte_is_leaf(pte_read(dslot), level));
		return map_onto(op, src, se, *ptab_shadow(dslot), pa, stopped);
	}
	e = pte_make_page(pa, level, pte_rights(se) & op->rights, se, src_level);
	if (op->grant) {
		mapping_move(src, dslot, e);
	} else if (mapping_create(src, dslot, level, e) == NULL) {
		ptab_prune(op->dst, dslot, op->dst_va);
		return ERR_NOMEM;
	}
	ptab_permit(op->dst, dslot, op->dst_va);
	return ERR_OK;
}

/* The next page, or a step towards it. Errors: ERR_NOMEM, ERR_AGAIN (stopped). */
static err_t map_step(struct map_op *op)
{
	unsigned int src_level, level;
	bool stopped = false;
	uvaddr_t next;
	pte_t *slot;
	err_t err;

	slot = ptab_find(op->src, op->src_va, &src_level);
	if (!pte_is_present(pte_read(slot))) {
		if (op->src->identity) {
			err = mapdb_identity_page(op->src, op->src_va);
			if (err != ERR_RANGE)
				return err;
			src_level = 0;
		}
		map_advance(op, rest_of(op->src_va, src_level));
		return ERR_OK;
	}
	if (pte_is_kernel(pte_read(slot))) {
		map_advance(op, rest_of(op->src_va, src_level));
		return ERR_OK;
	}
	if (!ptab_is_open(op->dst, op->dst_va, op->dst_va + ARCH_PAGE_SIZE, &next)) {
		map_advance(op, next == ~(uvaddr_t)0 ? op->left : next - op->dst_va);
		return ERR_OK;
	}
	if (!choose_level(op, src_level, &level)) {
		map_advance(op, ARCH_PAGE_SIZE);
		return ERR_OK;
	}
	err = map_page(op, slot, src_level, level, &stopped);
	if (err == ERR_NOMEM || stopped)
		return stopped ? ERR_AGAIN : err;
	if (err == ERR_OK)
		map_advance(op, level_size(level));
	return ERR_OK;
}

err_t mapdb_map(struct map_op *op)
{
	while (op->left >= ARCH_PAGE_SIZE) {
		err_t err = map_step(op);

		if (err)
			return err;
		if (arch_preempt_pending())
			return ERR_AGAIN;
	}
	op->left = 0;
	return ERR_OK;
}

/* What the operation does to one page that stays; returns the status bits that it reset. */
static unsigned int page_change(const struct unmap_op *op, struct mapping *m)
{
	pte_t e = pte_read(m->slot), n;

	if (op->set_type)
		n = pte_with_memory_type(e, m->level, op->memory_type);
	else
		n = pte_clear_status(pte_with_rights(e, pte_rights(e) & ~op->revoke));
	if (n != e) {
		e = pte_exchange(m->slot, n);
		arch_tlb_flush_page(ptab_owner(m->slot)->root_pa, ptab_va(m->slot));
	}
	return op->set_type ? 0 : pte_status(e);
}

/* Everything below m whose memory lies in [lo, hi): take rights, collect the status. */
static err_t revoke_below(struct unmap_op *op, struct mapping *m, paddr_t lo, paddr_t hi,
			  unsigned int *status)
{
	struct mapdb_walk *w = &op->walk;

	if (w->root != m)
		mapdb_walk_begin(w, m);
	while (w->cur != NULL) {
		struct mapping *c = w->cur;
		paddr_t pa = pte_paddr(pte_read(c->slot), c->level);

		if (!w->leaving && pa < hi && pa + level_size(c->level) > lo) {
			*status |= page_change(op, c);
			if (!op->set_type) {
				*status |= c->lost | c->told;
				c->lost = c->told = 0;
			}
		}
		mapdb_walk_step(w);
		if (arch_preempt_pending()) {
			mapdb_walk_stop(w);
			op->walking = true;
			return ERR_AGAIN;
		}
	}
	w->root = NULL;
	return ERR_OK;
}

static err_t remove_below(struct unmap_op *op, struct mapping *m, bool whole, uvaddr_t start,
			  word_t bytes, unsigned int *status)
{
	unsigned int first, last;

	if (whole) {
		while (mapping_remove_step(m, NULL, status))
			if (arch_preempt_pending())
				return ERR_AGAIN;
		return ERR_OK;
	}
	first = (op->va - start) >> ARCH_PAGE_SHIFT;
	last = first + (bytes >> ARCH_PAGE_SHIFT);
	for (unsigned int i = first; i < last; i++)
		while (mapping_remove_bucket_step(m, i, status))
			if (arch_preempt_pending())
				return ERR_AGAIN;
	return ERR_OK;
}

/*
 * A part of a large page: the large pages derived from it must be split, with flush itself too.
 * ERR_NOMEM: cannot, so the operation has to take the whole page.
 */
static err_t prepare_part(struct unmap_op *op, struct mapping *m, bool *gone)
{
	err_t err;

	*gone = false;
	do {
		err = mapping_split_step(m, op->flush);
		if (err == ERR_AGAIN && arch_preempt_pending())
			return ERR_AGAIN;
	} while (err == ERR_AGAIN);
	*gone = err == ERR_OK && op->flush;
	return err;
}

/* The page of slot, from op->va on for `bytes`. */
static err_t unmap_page(struct unmap_op *op, struct mapping *m, word_t bytes)
{
	word_t size = level_size(m->level);
	uvaddr_t start = ALIGN_DOWN(op->va, size);
	bool whole = bytes == size;
	unsigned int status = 0;
	paddr_t pa;
	err_t err;

	if (!whole) {
		bool gone;

		err = prepare_part(op, m, &gone);
		if (err == ERR_AGAIN)
			return err;
		if (gone)
			return ERR_BUSY;
		whole = err == ERR_NOMEM;
	}
	pa = pte_paddr(pte_read(m->slot), m->level);
	/* The own page first: no copy that is made of it meanwhile has the right. */
	if (op->flush && op->revoke != RIGHT_RWX)
		status = page_change(op, m);
	if (op->revoke == RIGHT_RWX)
		err = remove_below(op, m, whole, start, bytes, &status);
	else if (whole)
		err = revoke_below(op, m, pa, pa + size, &status);
	else
		err = revoke_below(op, m, pa + (op->va - start), pa + (op->va - start) + bytes,
				   &status);
	m->lost |= status;
	if (err)
		return err;
	if (op->set_type)
		return ERR_OK;

	status = m->lost;
	m->lost = 0;
	if (op->flush && op->revoke == RIGHT_RWX) {
		struct mapping *parent = mapping_parent(m);
		unsigned int told = m->told;

		status |= mapping_remove(m);
		if (parent != NULL)
			parent->lost |= status | told;
	} else {
		m->told |= status;
	}
	op->status |= status;
	return ERR_OK;
}

/* The page at op->va, or a row without pages; ERR_AGAIN: stopped inside of it. */
static err_t unmap_step(struct unmap_op *op)
{
	unsigned int level;
	pte_t *slot, e;
	uvaddr_t next;
	word_t bytes;
	err_t err;

	/* A walk whose page was removed or split meanwhile has lost its root: it starts again. */
	if (op->walking)
		mapdb_walk_resume(&op->walk);
	else
		op->walk.root = NULL;
	op->walking = false;
	if (!ptab_is_open(op->pt, op->va, op->va + ARCH_PAGE_SIZE, &next)) {
		op->va = MIN(next, op->end);
		return ERR_OK;
	}
	slot = ptab_find(op->pt, op->va, &level);
	e = pte_read(slot);
	bytes = MIN(rest_of(op->va, level), op->end - op->va);
	if (!pte_is_present(e) && op->set_type && op->pt->identity &&
	    mapdb_identity_page(op->pt, op->va) == ERR_OK)
		return ERR_OK;
	if (!pte_is_present(e)) {
		op->va += bytes;
		return ERR_OK;
	}
	if (pte_is_kernel(e)) {
		ASSERT(op->destroy);
		ptab_clear(op->pt, slot, op->va);
		op->va += bytes;
		return ERR_OK;
	}
	err = unmap_page(op, *ptab_shadow(slot), bytes);
	if (err == ERR_OK)
		op->va += bytes;
	/* ERR_BUSY: it is split now, look again. */
	return err == ERR_AGAIN ? err : ERR_OK;
}

/*
 * Whose turn it is: an operation that will walk finishes the page of the one that stopped in a
 * walk first, so there never are two.
 */
static struct unmap_op *next_op(struct unmap_op *op)
{
	struct mapdb_walk *w = mapdb_walk_stopped();

	if (w == NULL || (op->revoke == RIGHT_RWX && !op->set_type))
		return op;
	return container_of(w, struct unmap_op, walk);
}

err_t mapdb_unmap(struct unmap_op *op)
{
	ASSERT(IS_ALIGNED(op->va | op->end, ARCH_PAGE_SIZE));
	while (op->va < op->end) {
		err_t err = unmap_step(next_op(op));

		if (err)
			return err;
		if (arch_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}

void mapdb_unmap_abandon(struct unmap_op *op)
{
	if (op->walking)
		mapdb_walk_resume(&op->walk);
	op->walking = false;
}
