/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One page alone, where nothing is unusual: done at once, with nothing in between to stop at. Most
 * map items and most fpages of Unmap are that. All else is refused here, and nothing has happened
 * then: the operations on regions know every case.
 */
#include "mapdb_tree.h"

#include <generic/ptab_change.h>

/* The entry of a page of this level at va; NULL: none, or not one to be dealt with here. */
static __always_inline pte_t *find_page(struct ptab *pt, uvaddr_t va, unsigned int level)
{
	unsigned int there;
	uvaddr_t stop;
	pte_t *slot;

	if (level == 0) {
		slot = ptab_leaf_slot(pt, va);
	} else {
		if (!ptab_usable_at(pt, va, &stop))
			return NULL;
		slot = ptab_walk(pt, va, &there);
		if (there != level)
			return NULL;
	}
	if (unlikely(slot == NULL))
		return NULL;
	return likely(pte_is_mapped(pte_read(slot))) ? slot : NULL;
}

/* An empty entry of this level at va, where users may have all of such a page; NULL: none. */
static __always_inline pte_t *find_place(struct ptab *pt, uvaddr_t va, unsigned int level)
{
	uvaddr_t stop;
	pte_t *slot;

	if (unlikely(!ptab_usable_at(pt, va, &stop)))
		return NULL;
	if (level > 0 && stop - va < level_size(level))
		return NULL;
	if (level == 0)
		slot = ptab_leaf_slot(pt, va);
	else if (ptab_get(pt, va, level, &slot))
		return NULL;
	return likely(slot != NULL && !pte_is_present(pte_read(slot))) ? slot : NULL;
}

static __always_inline bool map_page(struct ptab *src, struct ptab *dst, uvaddr_t src_va,
				     uvaddr_t dst_va, unsigned int rights, unsigned int level)
	__must_hold(&mapdb_lock)
{
	pte_t *from = find_page(src, src_va, level), *to;
	struct mapping *m, *parent;

	/* Each page that is added may owe others some steps. */
	if (unlikely(from == NULL || mapdb_stopped > 0))
		return false;
	m = mapping_alloc();
	if (unlikely(m == NULL))
		return false;
	/* The place comes last: tables that come into being for it stay. */
	to = find_place(dst, dst_va, level);
	if (unlikely(to == NULL)) {
		mapping_give(m);
		return false;
	}
	parent = *ptab_shadow(from);
	mapping_init_child(m, parent, to, level);
	ptab_fill_in(level == 0 ? dst->leaf_page : kmem_page(to), to,
		     pte_derive(pte_read(from), rights));
	return true;
}

static __noinline bool map_small_slowly(struct ptab *src, struct ptab *dst, uvaddr_t src_va,
					uvaddr_t dst_va, unsigned int rights)
	__must_hold(&mapdb_lock)
{
	return map_page(src, dst, src_va, dst_va, rights, 0);
}

/* With both tables, what is usable and a node at hand it calls nothing, and keeps no register. */
static __always_inline bool map_small(struct ptab *src, struct ptab *dst, uvaddr_t src_va,
				      uvaddr_t dst_va, unsigned int rights)
	__must_hold(&mapdb_lock)
{
	uvaddr_t src_at = src_va - src->leaf_va, dst_at = dst_va - dst->leaf_va;
	struct mapping *m, *parent;
	pte_t *from, *to, e;

	if (unlikely(src_at >= level_size(1) || dst_at >= level_size(1) ||
		     dst_va < dst->usable.start || dst_va >= dst->usable.end))
		return map_small_slowly(src, dst, src_va, dst_va, rights);
	from = &src->leaf[src_at >> ARCH_PAGE_SHIFT];
	to = &dst->leaf[dst_at >> ARCH_PAGE_SHIFT];
	e = pte_read(from);
	if (unlikely(!pte_is_mapped(e) || pte_is_present(pte_read(to)) || mapdb_stopped > 0))
		return false;
	m = mapping_take();
	if (unlikely(m == NULL))
		return map_small_slowly(src, dst, src_va, dst_va, rights);
	parent = *ptab_shadow(from);
	mapping_init_child(m, parent, to, 0);
	ptab_fill_in(dst->leaf_page, to, pte_derive(e, rights));
	return true;
}

bool mapdb_map_page(struct ptab *src, struct ptab *dst, uvaddr_t src_va, uvaddr_t dst_va,
		    unsigned int rights)
{
	bool is_done = lock_acquire_at_point(&mapdb_lock) &&
		       map_small(src, dst, src_va, dst_va, rights);

	lock_release(&mapdb_lock);
	return is_done;
}

bool mapdb_map_large(struct ptab *src, struct ptab *dst, uvaddr_t src_va, uvaddr_t dst_va,
		     unsigned int rights)
{
	bool is_done = lock_acquire_at_point(&mapdb_lock) &&
		       map_page(src, dst, src_va, dst_va, rights, 1);

	/* Tables that came for nothing have gone again. */
	mapdb_release();
	return is_done;
}

/* All below m goes, one page at most. Negative: there is more, or something unusual about it. */
static __always_inline int remove_below(struct mapping *m, unsigned int level)
	__must_hold(&mapdb_lock)
{
	struct mapping *c = mapping_at(m->child);
	pte_t *slot, old;
	int lost;

	if (level > 0 && unlikely(m->small != 0))
		return -1;
	if (unlikely(c == NULL))
		return 0;
	if (unlikely(c->kin != 0 || (level > 0 && c->small != 0)))
		return -1;
	/* It may name a large page as its parent that was split. */
	if (level == 0 && unlikely(mapping_shells > 0))
		(void)mapping_resolve_parent(c);
	m->child = 0;
	lost = c->lost | c->told;
	slot = c->slot;
	mapping_give(c);
	old = ptab_clear_in(kmem_page(slot), slot);
	return likely(!pte_is_used(old)) ? lost : lost | (int)pte_status(old);
}

static __always_inline int unmap_page(struct ptab *pt, uvaddr_t va, unsigned int revoke,
				      bool flush, unsigned int level)
	__must_hold(&mapdb_lock)
{
	pte_t *slot = find_page(pt, va, level);
	struct mapping *m;
	int lost = 0;

	/* Others may have stopped at what goes. */
	if (unlikely(slot == NULL || mapdb_stopped > 0))
		return -1;
	m = *ptab_shadow(slot);
	if (likely(revoke == RIGHT_RWX)) {
		if (flush)
			return -1;
		lost = remove_below(m, level);
		if (unlikely(lost < 0))
			return lost;
	} else {
		if ((m->child | m->small) != 0)
			return -1;
		if (flush)
			lost = (int)mapping_take_rights(m, revoke);
	}
	lost |= m->lost;
	m->lost = 0;
	m->told |= (u8)lost;
	return lost;
}

int mapdb_unmap_page(struct ptab *pt, uvaddr_t va, unsigned int revoke, bool flush)
{
	int status = -1;

	if (lock_acquire_at_point(&mapdb_lock))
		status = unmap_page(pt, va, revoke, flush, 0);
	mapdb_release();
	return status;
}

int mapdb_unmap_large(struct ptab *pt, uvaddr_t va, unsigned int revoke, bool flush)
{
	int status = -1;

	if (lock_acquire_at_point(&mapdb_lock))
		status = unmap_page(pt, va, revoke, flush, 1);
	mapdb_release();
	return status;
}
