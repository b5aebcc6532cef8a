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

KMEM_CACHE(mapping_cache, sizeof(struct mapping), false);

size_t mapping_shells;

/*
 * A large page that was split leaves a shell behind: its small children, of which there may be any
 * number, find there which small page is their parent now.
 */
struct mapping *mapping_find_parent(struct mapping *m)
{
	struct mapping *shell = m->parent;

	m->parent = shell->bucket[mapping_own_bucket(m)];
	if (--shell->nsmall == 0) {
		kmem_free_pages(shell->bucket, 0);
		kmem_free(&mapping_cache, shell);
		mapping_shells--;
	}
	return m->parent;
}

struct mapping **mapping_list_for(struct mapping *p, unsigned int level, paddr_t pa)
{
	if (level == p->level)
		return &p->child;
	if (p->bucket == NULL) {
		p->bucket = kmem_zalloc_pages(0);
		if (p->bucket == NULL)
			return NULL;
	}
	p->first_bucket = MIN(p->first_bucket, mapping_bucket(pa));
	return &p->bucket[mapping_bucket(pa)];
}

void mapping_drop_bucket(struct mapping *p)
{
	if (p->nsmall == 0 && p->bucket != NULL && !p->is_prepared) {
		kmem_free_pages(p->bucket, 0);
		p->bucket = NULL;
	}
}

err_t mapping_link_small(struct mapping *parent, struct mapping *m, paddr_t pa)
{
	struct mapping **list = mapping_list_for(parent, m->level, pa);

	if (list == NULL)
		return ERR_NOMEM;
	mapping_link(list, m);
	parent->nsmall++;
	return ERR_OK;
}

struct mapping *mapping_first_small(struct mapping *p, unsigned int i)
{
	bool all = i <= p->first_bucket;

	if (p->nsmall == 0)
		return NULL;
	for (i = MAX(i, p->first_bucket); i < BIT(ARCH_PTAB_BITS); i++) {
		if (p->bucket[i] == NULL)
			continue;
		if (all)
			p->first_bucket = i;
		return p->bucket[i];
	}
	return NULL;
}

unsigned int mapping_remove(struct mapping *m)
{
	struct mapping *parent = mapping_parent(m);
	pte_t *slot = m->slot;

	ASSERT(m->child == NULL && m->nsmall == 0);
	mapdb_walk_leave(m);
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
	mapdb_walk_move_up(from, c);
	(void)mapping_parent(c);
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
	m->lost |= pte_status(pte_read(old));
	m->slot = slot;
	*ptab_shadow(slot) = m;
	ptab_fill(slot, e);
	ptab_clear(old);
}

bool mapping_dissolve_step(struct mapping *m)
{
	struct mapping *p = mapping_parent(m);
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
