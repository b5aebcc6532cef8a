/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map and grant of regions: page by page, with the largest pages both sides allow.
 */
#include "mapdb_tree.h"

#include <arch/console.h>
#include <arch/space.h>
#include <generic/ptab_change.h>

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

static struct mapping *create_root(pte_t *slot, uvaddr_t va, unsigned int level)
{
	struct mapping *m = kmem_alloc_held(&mapping_cache);

	if (m == NULL)
		return NULL;
	ptab_fill(slot, pte_make_page(va, level, RIGHT_RWX, 0, level));
	return mapping_init(m, 0, slot, level);
}

static err_t root_pages(struct ptab *pt, uvaddr_t va, unsigned int level, unsigned int n)
	__must_hold(&mapdb_lock)
{
	struct kpage *table;
	pte_t *slot;
	err_t err = ptab_get(pt, va, level, &slot);

	ASSERT(err != ERR_BUSY);
	if (err)
		return err;
	table = kmem_page(slot);
	for (; n > 0; n--, slot++, va += level_size(level)) {
		struct mapping *m = kmem_alloc_held(&mapping_cache);

		if (m == NULL) {
			ptab_prune(pt, slot, va);
			return ERR_NOMEM;
		}
		ptab_fill_in(table, slot, pte_make_page(va, level, RIGHT_RWX, 0, level));
		(void)mapping_init(m, 0, slot, level);
	}
	return ERR_OK;
}

err_t mapdb_root_pages(struct ptab *pt, uvaddr_t va, unsigned int level, unsigned int n)
{
	err_t err;

	lock_acquire(&mapdb_lock);
	err = root_pages(pt, va, level, n);
	mapdb_release();
	return err;
}

/* A page for who touches `va` takes the console's screen away only if that is what is touched. */
static bool leaves_console(uvaddr_t va, uvaddr_t start, unsigned int level)
{
	return !IS_ENABLED(CONFIG_CONSOLE_FB) ||
	       arch_console_may_give(va, start, start + level_size(level));
}

/* sigma0 touches physical memory for the first time: give it the largest page possible. */
err_t mapping_identity_page(struct ptab *pt, uvaddr_t va)
{
	err_t err = ERR_RANGE;

	for (unsigned int level = ARCH_LEAF_LEVELS; level-- > 0;) {
		uvaddr_t start = ALIGN_DOWN(va, level_size(level));
		pte_t *slot;

		if (!arch_phys_is_open(start, start + level_size(level)) ||
		    kmem_contains(start, start + level_size(level)) ||
		    !ptab_is_usable(pt, start, start + level_size(level)) ||
		    !leaves_console(va, start, level))
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
		if (create_root(slot, start, level) == NULL) {
			ptab_prune(pt, slot, start);
			return ERR_NOMEM;
		}
		if (IS_ENABLED(CONFIG_CONSOLE_FB))
			arch_console_give(start, start + level_size(level));
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
		stopped = mapdb_preempt_pending();
	m->lost |= status;
	return stopped ? ERR_AGAIN : ERR_OK;
}

/* The page m, below which nothing is any more, goes too. */
static void flush_end(struct mapping *m)
{
	struct mapping *p = mapping_resolve_parent(m);
	unsigned int status = m->lost | m->told;

	status |= mapping_remove(m);
	if (p != NULL)
		p->lost |= status;
}

/*
 * Steps by somebody else of a map that has stopped at this page, to the end: the map looks at the
 * place anew.
 */

static void flush_step(struct mapdb_stop *s, struct mapping *page)
{
	unsigned int status = 0;

	(void)s;
	if (!mapping_remove_step(page, NULL, &status))
		flush_end(page);
	else
		page->lost |= status;
}

static void dissolve_step(struct mapdb_stop *s, struct mapping *page)
{
	(void)s;
	(void)mapping_dissolve_step(page);
}

static void split_step(struct mapdb_stop *s, struct mapping *page)
{
	struct mapdb_stop *other = mapping_split_creditor(page, true, s);

	if (other != NULL)
		mapdb_take_step(other);
	/* What fails here will fail there. */
	else if (mapping_split_step(page, true))
		return;
}

/* As is_derived() does: all that was derived goes, but for the source. */
static void clear_step(struct mapdb_stop *s, struct mapping *page)
{
	const struct map_op *op = container_of(s, struct map_op, stop);
	unsigned int level, status = 0;
	pte_t *slot = ptab_find(op->src, op->src_va, &level);

	if (pte_is_present(pte_read(slot)) && !pte_is_kernel(pte_read(slot)))
		(void)mapping_remove_step(page, *ptab_shadow(slot), &status);
	page->lost |= status;
}

/* Empty the destination entry. */
static err_t flush_page(struct map_op *op, struct mapping *m)
{
	err_t err = empty_page(m, NULL);

	if (err)
		mapdb_stop(&op->stop, m, flush_step, NULL);
	else
		flush_end(m);
	return err;
}

/*
 * ERR_OK: *result says whether m, the source, was derived from a. If that is too far to see, what
 * was derived from a goes but for m: then it is a child of a, or was not below it. ERR_AGAIN:
 * stopped.
 */
static err_t is_derived(struct map_op *op, struct mapping *m, struct mapping *a, bool *result)
{
	struct mapping *p = mapping_resolve_parent(m);
	err_t err;

	*result = true;
	for (unsigned int i = 1; i < GRANT_SEARCH_DEPTH && p != NULL && p != a; i++)
		p = mapping_resolve_parent(p);
	if (p != a && p != NULL) {
		err = empty_page(a, m);
		if (err) {
			mapdb_stop(&op->stop, a, clear_step, NULL);
			return err;
		}
		p = mapping_resolve_parent(m);
	}
	*result = p == a;
	return ERR_OK;
}

/* src goes back to dst, from which it was derived: what it gave on is dst's then. */
static err_t grant_back(struct map_op *op, struct mapping *src, struct mapping *dst)
{
	struct mapping *p = mapping_resolve_parent(src);

	if (src->level != dst->level || mapping_has_small(src) || p->level != src->level)
		return flush_page(op, src);
	while (mapping_dissolve_step(src)) {
		if (mapdb_preempt_pending()) {
			mapdb_stop(&op->stop, src, dissolve_step, NULL);
			return ERR_AGAIN;
		}
	}
	return ERR_OK;
}

/*
 * The destination has a page already. *done: nothing is left to do here; else the same place is to
 * be looked at anew. Errors: ERR_AGAIN, stopped.
 */
static err_t map_onto(struct map_op *op, struct mapping *src, pte_t se, struct mapping *dst,
		      paddr_t pa, bool *done)
{
	pte_t de = pte_read(dst->slot);
	unsigned int rights = pte_rights(se) & op->rights;
	bool derived;
	err_t err;

	if (pte_paddr(de, dst->level) == pa) {
		*done = true;
		if (dst == src)
			return ERR_OK;
		if (op->grant) {
			err = is_derived(op, src, dst, &derived);
			if (err == ERR_OK && derived)
				err = grant_back(op, src, dst);
			if (err || derived)
				return err;
		} else if (mapping_resolve_parent(dst) == src || (rights & ~pte_rights(de)) == 0) {
			while (!pte_change(dst->slot, &de,
					   pte_with_rights(de, pte_rights(de) | rights)))
				;
			return ERR_OK;
		}
	}
	*done = false;
	return flush_page(op, dst);
}

/*
 * Splits the large page m completely, unless others have got in the way: look at the place anew.
 * Errors: ERR_NOMEM; ERR_AGAIN, stopped.
 */
static err_t split_page(struct map_op *op, struct mapping *m)
{
	err_t err = mapping_split(&op->stop, m, true, split_step, NULL);

	return err == ERR_BUSY ? ERR_OK : err;
}

/* A page of this level fits both sides. */
static bool fits(const struct map_op *op, unsigned int level, uvaddr_t stop)
{
	word_t size = level_size(level);

	return op->left >= size && IS_ALIGNED(op->src_va | op->dst_va, size) &&
	       stop - op->dst_va >= size;
}

/*
 * The entry for the next page, as large as the source, the destination up to `stop` and what lies
 * there allow. Errors: ERR_NOMEM; ERR_BUSY: a larger page lies there (its entry is returned).
 */
static err_t find_place(struct map_op *op, unsigned int src_level, uvaddr_t stop,
			unsigned int *level, pte_t **slot)
{
	unsigned int there;

	*slot = ptab_find(op->dst, op->dst_va, &there);
	*level = MIN(src_level, there);
	while (*level > 0 && !fits(op, *level, stop))
		(*level)--;
	return likely(there == *level) ? ERR_OK : ptab_get(op->dst, op->dst_va, *level, slot);
}

/* A larger page lies at the destination. As map_onto(), with ERR_NOMEM. */
static err_t map_into(struct map_op *op, struct mapping *src, pte_t se, paddr_t pa,
		      struct mapping *big, bool *done)
{
	pte_t be = pte_read(big->slot);
	word_t offset = op->dst_va & (level_size(big->level) - 1);
	unsigned int rights = pte_rights(se) & op->rights;

	*done = true;
	if (big == src && !op->grant && offset == (op->src_va & (level_size(1) - 1)))
		return ERR_OK;
	if (!op->grant && pte_paddr(be, big->level) + offset == pa &&
	    (rights & ~pte_rights(be)) == 0)
		return ERR_OK;
	*done = false;
	return split_page(op, big);
}

/* The part of the page se that begins at this address of the source, for the destination. */
static inline pte_t entry_for(pte_t se, unsigned int src_level, uvaddr_t va, unsigned int level,
			      unsigned int rights)
{
	word_t offset = va & (level_size(src_level) - 1);

	if (src_level == level)
		return pte_derive(se, rights);
	return pte_make_page(pte_paddr(se, src_level) + offset, level, pte_rights(se) & rights,
			     se, src_level);
}

/* One page (or one step towards it) where a page lies already, or one that is granted. */
static err_t map_over(struct map_op *op, pte_t *sslot, unsigned int src_level, pte_t *dslot,
		      unsigned int level, bool is_larger, bool *done)
{
	struct mapping *src = *ptab_shadow(sslot);
	pte_t se = pte_read(sslot);
	paddr_t pa = pte_paddr(se, src_level) + (op->src_va & (level_size(src_level) - 1));

	/* Steps of a grant that has stopped, by others, do not tell it. */
	if (IS_ENABLED(CONFIG_SMP))
		op->takes |= op->grant;
	if (is_larger)
		return map_into(op, src, se, pa, *ptab_shadow(dslot), done);
	if (op->grant && src_level > level) {
		/* Before the split: this may take other pages back, and with them the table. */
		ptab_prune(op->dst, dslot, op->dst_va);
		*done = false;
		return split_page(op, src);
	}
	if (pte_is_present(pte_read(dslot))) {
		ASSERT(pte_is_leaf(pte_read(dslot), level));
		return map_onto(op, src, se, *ptab_shadow(dslot), pa, done);
	}
	mapping_move(src, dslot, entry_for(se, src_level, op->src_va, level, op->rights));
	ptab_permit(op->dst, op->dst_va, level_size(level));
	*done = true;
	return ERR_OK;
}

/* Pages until something has to be looked at anew: the end of one of both tables, an obstacle. */
static unsigned int run_length(const struct map_op *op, const pte_t *sslot,
			       unsigned int src_level, const pte_t *dslot, unsigned int level,
			       uvaddr_t stop)
{
	word_t bytes = MIN(op->left, stop - op->dst_va), n;

	if (src_level > level)
		bytes = MIN(bytes, rest_of(op->src_va, src_level));
	n = MIN(bytes >> level_shift(level), ptab_slots_left(dslot));
	if (src_level == level)
		n = MIN(n, ptab_slots_left(sslot));
	return (unsigned int)MIN(n, src_level == 0 ? MAPPING_ROW : ARCH_PREEMPT_ROUNDS);
}

/*
 * Page e at the empty entry `slot` of `table`, below parent. Errors: ERR_NOMEM, nothing changed but
 * perhaps an empty page of lists of the parent.
 */
static __always_inline err_t create(struct mapping *m, struct mapping *parent,
				    unsigned int parent_level, struct kpage *table, pte_t *slot,
				    unsigned int level, pte_t e)
{
	if (unlikely(m == NULL))
		return ERR_NOMEM;
	mapping_init(m, mapping_name(parent), slot, level);
	if (level == parent_level) {
		mapping_link(&parent->child, m);
	} else if (mapping_link_small(parent, m, pte_paddr(e, level))) {
		kmem_free_held(&mapping_cache, m);
		return ERR_NOMEM;
	}
	ptab_fill_in(table, slot, e);
	return ERR_OK;
}

/* So many bytes of pages were mapped, to dslot and behind; 0: nothing, and it stays empty. */
static inline void map_done(struct map_op *op, pte_t *dslot, word_t bytes)
{
	if (unlikely(bytes == 0)) {
		ptab_prune(op->dst, dslot, op->dst_va);
		return;
	}
	ptab_permit(op->dst, op->dst_va, bytes);
	op->src_va += bytes;
	op->dst_va += bytes;
	op->left -= bytes;
}

/*
 * Up to n pages side by side, from both entries on, as long as there are pages and empty places.
 * Inline for the sake of the parameters that are constants.
 */
static __always_inline err_t map_run(struct map_op *op, pte_t *sslot, unsigned int src_level,
				     pte_t *dslot, unsigned int level, unsigned int n,
				     struct kmem_pile *pile)
{
	struct kpage *table = kmem_page(dslot);
	unsigned int rights = op->rights;
	pte_t se = pte_read(sslot), *first = dslot;
	uvaddr_t va = op->src_va;
	err_t err;

	for (;;) {
		struct mapping *m = pile == NULL ? kmem_alloc_held(&mapping_cache) :
						   kmem_pile_take(&mapping_cache, pile);

		err = create(m, *ptab_shadow(sslot), src_level, table, dslot, level,
			     entry_for(se, src_level, va, level, rights));
		if (unlikely(err != ERR_OK))
			break;
		dslot++;
		if (--n == 0)
			break;
		if (src_level == level)
			se = pte_read(++sslot);
		else
			va += level_size(level);
		if (!pte_is_present(se) || !pte_is_leaf(se, src_level) || pte_is_kernel(se) ||
		    pte_is_present(pte_read(dslot)))
			break;
	}
	map_done(op, first, (word_t)(dslot - first) << level_shift(level));
	return err;
}

static err_t map_pages(struct map_op *op, pte_t *sslot, unsigned int src_level, pte_t *dslot,
		       unsigned int level, uvaddr_t stop)
{
	/* For each page others may be owed some steps. */
	unsigned int n = unlikely(mapdb_stopped > 0) ?
				 1 : run_length(op, sslot, src_level, dslot, level, stop);
	struct kmem_pile pile = { 0 };
	err_t err;

	if (src_level == 0) {
		n = mapping_map_row(sslot, dslot, op->rights, n, &err);
		map_done(op, dslot, (word_t)n << ARCH_PAGE_SHIFT);
		return err;
	}
	err = map_run(op, sslot, src_level, dslot, level, n, &pile);
	kmem_pile_close(&mapping_cache, &pile);
	return err;
}

/* The source has nothing to give here. */
static err_t map_nothing(struct map_op *op, pte_t *slot, unsigned int level)
{
	if (!pte_is_present(pte_read(slot)) && op->src->identity) {
		err_t err = mapping_identity_page(op->src, op->src_va);

		if (err != ERR_RANGE)
			return err;
		level = 0;
		/* Behind the last address of memory there is nothing, however much is asked for. */
		if (op->src_va >= arch_phys_end()) {
			map_advance(op, op->left);
			return ERR_OK;
		}
	}
	map_advance(op, rest_of(op->src_va, level));
	return ERR_OK;
}

/*
 * True: a step was taken instead of mapping something; look at everything anew. Only when no (more)
 * is owed, the operation leaves the place at which it has stopped itself: until then others go on
 * to pay for what they map there.
 */
static bool help_first(struct map_op *op, pte_t *sslot, pte_t se)
{
	bool is_page = pte_is_present(se) && !pte_is_kernel(se);

	if (is_page && op->stop.helped < HELP_STEPS && mapdb_help(*ptab_shadow(sslot))) {
		op->stop.helped++;
		return true;
	}
	op->stop.helped = 0;
	mapdb_resume(&op->stop);
	return false;
}

/* The next pages, or a step towards them. Errors: ERR_NOMEM, ERR_AGAIN (stopped). */
static err_t map_step(struct map_op *op)
{
	unsigned int src_level, level;
	pte_t *sslot = ptab_find(op->src, op->src_va, &src_level), *dslot;
	pte_t se = pte_read(sslot);
	bool done;
	uvaddr_t stop;
	err_t err;

	if (unlikely(mapdb_stopped > 0) && help_first(op, sslot, se))
		return ERR_OK;
	if (unlikely(!pte_is_present(se) || pte_is_kernel(se)))
		return map_nothing(op, sslot, src_level);
	if (unlikely(!ptab_usable_at(op->dst, op->dst_va, &stop))) {
		map_advance(op, stop == ~(uvaddr_t)0 ? op->left : stop - op->dst_va);
		return ERR_OK;
	}
	err = find_place(op, src_level, stop, &level, &dslot);
	if (unlikely(err == ERR_NOMEM))
		return err;
	if (likely(err == ERR_OK && !op->grant && !pte_is_present(pte_read(dslot))))
		return op->left == level_size(level) ?
			       map_run(op, sslot, src_level, dslot, level, 1, NULL) :
			       map_pages(op, sslot, src_level, dslot, level, stop);
	err = map_over(op, sslot, src_level, dslot, level, err == ERR_BUSY, &done);
	if (err == ERR_OK && done)
		map_advance(op, level_size(level));
	return err;
}

void mapdb_map_abandon(struct map_op *op)
{
	lock_acquire(&mapdb_lock);
	mapdb_resume(&op->stop);
	mapdb_release();
}

err_t mapdb_map(struct map_op *op)
{
	while (op->left >= ARCH_PAGE_SIZE) {
		err_t err = ERR_AGAIN;

		if (lock_acquire_at_point(&mapdb_lock))
			err = map_step(op);
		if (flush_fold())
			op->takes = true;
		lock_release(&mapdb_lock);
		if (err)
			return err;
		if (op->left >= ARCH_PAGE_SIZE && arch_preempt_pending())
			return ERR_AGAIN;
	}
	op->left = 0;
	return ERR_OK;
}
