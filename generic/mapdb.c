/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of mappings: linking and removal.
 *
 * Removal flattens: to empty the tree below m, take the first child c of m; if c has children,
 * hang one of them below m; else remove c. Each node moves up once and is removed once, every
 * step is O(1), and between two steps the tree is whole, so the work can stop anywhere and needs
 * no other state than m.
 */
#include "mapdb_tree.h"

#include <base/assert.h>

unsigned int mapping_remove(struct mapping *m)
{
	struct mapping *parent = mapping_resolve_parent(m);
	pte_t *slot = m->slot;

	ASSERT(m->child == NULL && m->nsmall == 0);
	if (unlikely(m->is_watched))
		mapdb_watch_removal(m);
	if (unlikely(m->bucket != NULL)) {
		mapping_unprepare(m);
		mapping_drop_bucket(m);
	}
	if (parent != NULL) {
		mapping_unlink(m);
		if (mapping_is_small_of(m, parent)) {
			parent->nsmall--;
			mapping_drop_bucket(parent);
		}
	}
	kmem_free(&mapping_cache, m);
	return pte_status(ptab_clear(slot));
}

/*
 * Hang c, now a child of `from`, below `to`, which `from` hangs below; in front of `from`, so that
 * a walk that has come to either of them or between still meets all that it has not seen.
 */
static void move_up(struct mapping *c, struct mapping *from, struct mapping *to)
{
	if (unlikely(from->is_watched))
		mapdb_watch_move_up(from, c);
	(void)mapping_resolve_parent(c);
	mapping_unlink(c);
	c->parent = to;
	mapping_link(from->pprev, c);
}

/* Take one step to empty bucket list `list` of p. */
static void remove_small_step(struct mapping *p, struct mapping *s, unsigned int *status)
{
	if (s->child != NULL) {
		move_up(s->child, s, p);
		p->nsmall++;
	} else {
		*status |= s->lost | s->told;
		*status |= mapping_remove(s);
	}
}

bool mapping_remove_step(struct mapping *m, const struct mapping *keep, unsigned int *status)
{
	struct mapping *c = m->child, *s;

	assert_held(&mapdb_lock);
	if (c != NULL && c == keep)
		c = c->next;
	if (c == NULL) {
		s = mapping_first_small(m, 0);
		if (s == NULL)
			return false;
		remove_small_step(m, s, status);
		return true;
	}
	s = mapping_first_small(c, 0);
	if (c->child != NULL) {
		move_up(c->child, c, m);
	} else if (s != NULL) {
		remove_small_step(c, s, status);
	} else {
		*status |= c->lost | c->told;
		*status |= mapping_remove(c);
	}
	return true;
}

bool mapping_remove_bucket_step(struct mapping *m, unsigned int i, unsigned int *status)
{
	if (m->nsmall == 0 || m->bucket[i] == NULL)
		return false;
	remove_small_step(m, m->bucket[i], status);
	return true;
}

void mapping_move(struct mapping *m, pte_t *slot, pte_t e)
{
	pte_t *old = m->slot;

	mapping_unprepare(m);
	if (unlikely(m->is_watched))
		mapdb_watch_move(m);
	m->lost |= pte_status(pte_read(old));
	m->slot = slot;
	*ptab_shadow(slot) = m;
	ptab_fill(slot, e);
	ptab_clear(old);
}

bool mapping_dissolve_step(struct mapping *m)
{
	struct mapping *p = mapping_resolve_parent(m);
	unsigned int status = m->lost | m->told;

	ASSERT(p != NULL && p->level == m->level && m->nsmall == 0);
	if (m->child != NULL) {
		move_up(m->child, m, p);
		return true;
	}
	status |= mapping_remove(m);
	p->lost |= status;
	return false;
}
