/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of mappings: linking and removal.
 *
 * Removal takes the leaves first, so whoever has given a page on finds it below his own as long as
 * it is there. Between two steps the tree is whole, so the work can stop anywhere and needs no
 * other state than the page that is to be emptied. A step goes down a bounded way only: what lies
 * deeper is hung beside the page at its end before that goes, each node once.
 */
#include "mapdb_tree.h"

#include <base/assert.h>
#include <generic/ptab_change.h>

/* How far below a page the leaves are looked for: as far as others look up. */
#define REMOVE_DEPTH	64

unsigned int mapping_remove(struct mapping *m)
{
	struct mapping *parent = mapping_resolve_parent(m);
	pte_t *slot = m->slot;

	ASSERT(m->child == 0 && !mapping_has_small(m));
	if (unlikely(m->is_watched))
		mapdb_watch_removal(m);
	if (unlikely(m->small != 0)) {
		mapping_unprepare(m);
		mapping_drop_small(m);
	}
	if (parent != NULL) {
		mapping_unlink(parent, m);
		if (mapping_is_small_of(m, parent)) {
			mapping_small(parent)->count--;
			mapping_drop_small(parent);
		}
	}
	kmem_free_held(&mapping_cache, m);
	return pte_status(ptab_clear(slot));
}

/*
 * Hang c, now a child of `from`, below `to`, which `from` hangs below; in front of `from`, so that
 * a walk that has come to either of them or between still meets all that it has not seen.
 */
static void move_up(struct mapping *c, struct mapping *from, struct mapping *to)
{
	mapping_ref r = mapping_name(c);

	if (unlikely(from->is_watched))
		mapdb_watch_move_up(from, c);
	(void)mapping_resolve_parent(c);
	mapping_unlink(from, c);
	c->parent = mapping_name(to);
	c->next = mapping_name(from);
	c->prev = from->prev;
	*mapping_way_to(to, from) = r;
	from->prev = r;
}

/* The next page below m to be taken apart; NULL: there is none but `keep`. */
static struct mapping *first_below(struct mapping *m, const struct mapping *keep)
{
	struct mapping *c = mapping_at(m->child);

	if (c != NULL && c == keep)
		c = mapping_at(c->next);
	return c != NULL ? c : mapping_first_small(m, 0);
}

/* The first child of m, of its size, becomes a sibling of m. */
static void pull_up(struct mapping *m)
{
	struct mapping *p = mapping_resolve_parent(m);

	move_up(mapping_at(m->child), m, p);
	if (mapping_is_small_of(m, p))
		mapping_small(p)->count++;
}

/* The page m, below p, goes. */
static void remove_leaf(struct mapping *p, struct mapping *m, unsigned int *status)
{
	unsigned int lost = m->lost | m->told;

	lost |= mapping_remove(m);
	p->lost |= lost;
	*status |= lost;
}

/* One step of removing m, a page below p, and what is below it but `keep`. */
static __always_inline void remove_below_step(struct mapping *p, struct mapping *m,
					      const struct mapping *keep, unsigned int *status)
{
	struct mapping *c;

	if (likely(m->child == 0 && !mapping_has_small(m))) {
		remove_leaf(p, m, status);
		return;
	}

	for (unsigned int i = 0; (c = first_below(m, keep)) != NULL && i < REMOVE_DEPTH; i++) {
		p = m;
		m = c;
	}
	/* What is too deep, or stays. */
	while (m->child == 0 && c != NULL) {
		p = m;
		m = c;
		c = first_below(m, keep);
	}
	if (m->child != 0)
		pull_up(m);
	else
		remove_leaf(p, m, status);
}

bool mapping_remove_step(struct mapping *m, const struct mapping *keep, unsigned int *status)
{
	struct mapping *c = first_below(m, keep);

	assert_held(&mapdb_lock);
	if (c != NULL)
		remove_below_step(m, c, keep, status);
	return c != NULL;
}

bool mapping_remove_small_step(struct mapping *m, unsigned int i, unsigned int *status)
{
	struct mapping *c;

	if (!mapping_has_small(m))
		return false;
	c = mapping_at(mapping_small(m)->list[i]);
	if (c != NULL)
		remove_below_step(m, c, NULL, status);
	return c != NULL;
}

void mapping_move(struct mapping *m, pte_t *slot, pte_t e)
{
	pte_t *old = m->slot;

	mapping_unprepare(m);
	if (unlikely(m->is_watched))
		mapdb_watch_move(m);
	m->slot = slot;
	*ptab_shadow(slot) = m;
	ptab_fill(slot, e);
	m->lost |= pte_status(ptab_clear(old));
}

bool mapping_dissolve_step(struct mapping *m)
{
	struct mapping *p = mapping_resolve_parent(m);
	unsigned int status = m->lost | m->told;

	ASSERT(p != NULL && p->level == m->level && !mapping_has_small(m));
	if (m->child != 0) {
		move_up(mapping_at(m->child), m, p);
		return true;
	}
	status |= mapping_remove(m);
	p->lost |= status;
	return false;
}
