/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of mappings: linking, removal, splitting of large pages, and walks.
 *
 * Removal flattens: to empty the tree below m, take the first child c of m; if c has children,
 * hang one of them below m; else remove c. Each node moves up once and is removed once, every
 * step is O(1), and between two steps the tree is whole, so the work can stop anywhere and needs
 * no other state than m.
 */
#include "mapdb_tree.h"

#include <arch/preempt.h>
#include <arch/tlb.h>
#include <base/assert.h>
#include <generic/kmem.h>

static KMEM_CACHE(mapping_cache, sizeof(struct mapping), false);
static struct mapdb_walk *stopped_walks;

size_t mapdb_count(void)
{
	return mapping_cache.used;
}

static unsigned int bucket_of(paddr_t pa)
{
	return (pa >> ARCH_PAGE_SHIFT) & MASK(ARCH_PTAB_BITS);
}

static void link_into(struct mapping **head, struct mapping *m)
{
	m->next = *head;
	m->pprev = head;
	if (m->next != NULL)
		m->next->pprev = &m->next;
	*head = m;
}

static void unlink(struct mapping *m)
{
	*m->pprev = m->next;
	if (m->next != NULL)
		m->next->pprev = m->pprev;
}

static bool is_small_of(const struct mapping *m, const struct mapping *parent)
{
	return m->level < parent->level;
}

/* The list of parent p in which a page of this level at pa belongs; NULL: no memory. */
static struct mapping **list_for(struct mapping *p, unsigned int level, paddr_t pa)
{
	if (level == p->level)
		return &p->child;
	if (p->bucket == NULL) {
		p->bucket = kmem_zalloc_pages(0);
		if (p->bucket == NULL)
			return NULL;
	}
	p->first_bucket = MIN(p->first_bucket, bucket_of(pa));
	return &p->bucket[bucket_of(pa)];
}

static void drop_bucket_if_empty(struct mapping *p)
{
	if (p->nsmall == 0 && p->bucket != NULL) {
		kmem_free_pages(p->bucket, 0);
		p->bucket = NULL;
	}
}

struct mapping *mapping_create(struct mapping *parent, pte_t *slot, unsigned int level, pte_t e)
{
	struct mapping *m = kmem_alloc(&mapping_cache);
	struct mapping **list;

	if (m == NULL)
		return NULL;
	*m = (struct mapping){ .parent = parent, .slot = slot, .level = level };
	if (parent != NULL) {
		list = list_for(parent, level, pte_paddr(e, level));
		if (list == NULL) {
			kmem_free(&mapping_cache, m);
			return NULL;
		}
		link_into(list, m);
		if (is_small_of(m, parent))
			parent->nsmall++;
	}
	*ptab_shadow(slot) = m;
	ptab_fill(slot, e);
	return m;
}

/* First page of the buckets of p from bucket i on; skips what is known to be empty. */
static struct mapping *first_small(struct mapping *p, unsigned int i)
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

/* The node behind m and everything below m, inside the tree of root. */
static struct mapping *next_outside(struct mapping *m, const struct mapping *root)
{
	while (m != root && m->parent != NULL) {
		struct mapping *p = m->parent, *n;

		if (m->next != NULL)
			return m->next;
		n = first_small(p, is_small_of(m, p) ?
				   bucket_of(pte_paddr(pte_read(m->slot), m->level)) + 1 : 0);
		if (n != NULL)
			return n;
		m = p;
	}
	return NULL;
}

struct mapping *mapping_next(struct mapping *m, const struct mapping *root)
{
	struct mapping *n = m->child != NULL ? m->child : first_small(m, 0);

	return n != NULL ? n : next_outside(m, root);
}

static void walk_set(struct mapdb_walk *w, struct mapping *m)
{
	w->cur = m;
	if (m != NULL)
		m->walked = 1;
}

/*
 * m goes away: stopped walks must not find it. A walk that loses its root has to start again; one
 * that loses its position goes on behind it.
 */
static void walks_leave(struct mapping *m)
{
	for (struct mapdb_walk *w = stopped_walks; w != NULL; w = w->next) {
		if (w->root == m)
			w->root = NULL;
		else if (w->cur == m)
			walk_set(w, next_outside(m, w->root));
	}
	m->walked = 0;
}

/* c, which lay below m, takes its place in front of m: nothing is left out. */
static void walks_move_up(struct mapping *m, struct mapping *c)
{
	for (struct mapdb_walk *w = stopped_walks; w != NULL; w = w->next) {
		if (w->root == m)
			w->root = NULL;
		else if (w->cur == m)
			walk_set(w, c);
	}
}

/* A page of this level was split: the order of the small pages is another one now. */
static void walks_split(unsigned int level)
{
	for (struct mapdb_walk *w = stopped_walks; w != NULL; w = w->next)
		if (w->cur != NULL && w->cur->level < level)
			w->root = NULL;
}

void mapdb_walk_stop(struct mapdb_walk *w)
{
	w->root->walked = 1;
	walk_set(w, w->cur);
	w->next = stopped_walks;
	stopped_walks = w;
}

void mapdb_walk_resume(struct mapdb_walk *w)
{
	struct mapdb_walk **p = &stopped_walks;

	while (*p != w)
		p = &(*p)->next;
	*p = w->next;
}

static void remove_node(struct mapping *m)
{
	struct mapping *p = m->parent;

	ASSERT(m->child == NULL && m->nsmall == 0);
	if (m->walked)
		walks_leave(m);
	drop_bucket_if_empty(m);
	if (p != NULL) {
		unlink(m);
		if (is_small_of(m, p)) {
			p->nsmall--;
			drop_bucket_if_empty(p);
		}
	}
	kmem_free(&mapping_cache, m);
}

unsigned int mapping_remove(struct mapping *m)
{
	pte_t *slot = m->slot;
	struct ptab *pt = ptab_owner(slot);
	uvaddr_t va = ptab_va(slot);

	*ptab_shadow(slot) = NULL;
	remove_node(m);
	return pte_status(ptab_clear(pt, slot, va));
}

/*
 * Hang c, now a child of `from`, below `to`, which `from` hangs below; in front of `from`, so that
 * a walk that has come to either of them or between still meets all that it has not seen.
 */
static void move_up(struct mapping *c, struct mapping *from, struct mapping *to)
{
	if (from->walked)
		walks_move_up(from, c);
	unlink(c);
	c->parent = to;
	link_into(from->pprev, c);
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

bool mapping_remove_step(struct mapping *m, unsigned int *status)
{
	struct mapping *c = m->child, *s;

	if (c == NULL) {
		s = first_small(m, 0);
		if (s == NULL)
			return false;
		remove_small_step(m, s, status);
		return true;
	}
	s = first_small(c, 0);
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

/* All nodes for the pages of a large page, chained by next; NULL: no memory. */
static struct mapping *alloc_pages_of(void)
{
	struct mapping *chain = NULL;

	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++) {
		struct mapping *n = kmem_alloc(&mapping_cache);

		if (n == NULL) {
			while ((n = chain) != NULL) {
				chain = n->next;
				kmem_free(&mapping_cache, n);
			}
			return NULL;
		}
		n->next = chain;
		chain = n;
	}
	return chain;
}

/* Give the small children of bucket i of the large page m to its new small page n. */
static void adopt_bucket(struct mapping *n, struct mapping *m, unsigned int i)
{
	struct mapping *c;

	if (m->bucket == NULL)
		return;
	while ((c = m->bucket[i]) != NULL) {
		unlink(c);
		c->parent = n;
		link_into(&n->child, c);
		m->nsmall--;
	}
}

/* Replace the large page m, which has no large children, by small pages. */
static err_t split_one(struct mapping *m)
{
	struct mapping *p = m->parent, *chain, *n;
	pte_t *slot = m->slot, *table;
	pte_t e;

	if (p != NULL && list_for(p, m->level - 1, 0) == NULL)
		return ERR_NOMEM;
	chain = alloc_pages_of();
	if (chain == NULL) {
		if (p != NULL)
			drop_bucket_if_empty(p);
		return ERR_NOMEM;
	}
	table = ptab_split_table(slot);
	if (table == NULL) {
		while ((n = chain) != NULL) {
			chain = n->next;
			kmem_free(&mapping_cache, n);
		}
		if (p != NULL)
			drop_bucket_if_empty(p);
		return ERR_NOMEM;
	}
	e = pte_read(slot);
	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++) {
		n = chain;
		chain = n->next;
		*n = (struct mapping){ .parent = p, .slot = &table[i], .level = m->level - 1,
				       .lost = m->lost, .told = m->told };
		*ptab_shadow(&table[i]) = n;
		ptab_fill(&table[i], pte_split(e, i));
		adopt_bucket(n, m, i);
		if (p != NULL) {
			link_into(&p->bucket[i], n);
			p->nsmall++;
		}
	}
	if (p != NULL)
		p->first_bucket = 0;
	if (m->walked)
		walks_leave(m);
	walks_split(m->level);
	drop_bucket_if_empty(m);
	if (p != NULL)
		unlink(m);
	*ptab_shadow(slot) = NULL;
	kmem_free(&mapping_cache, m);
	ptab_split_install(slot, table);
	return ERR_OK;
}

err_t mapping_split_step(struct mapping *m, bool self)
{
	struct mapping *d = m;

	while (d->child != NULL)
		d = d->child;
	if (d == m && !self)
		return ERR_OK;
	return split_one(d) ? ERR_NOMEM : d == m ? ERR_OK : ERR_AGAIN;
}

void mapping_move(struct mapping *m, pte_t *slot, pte_t e)
{
	pte_t *old = m->slot;
	struct ptab *pt = ptab_owner(old);
	uvaddr_t va = ptab_va(old);

	*ptab_shadow(old) = NULL;
	m->lost |= pte_status(pte_read(old));
	m->slot = slot;
	*ptab_shadow(slot) = m;
	ptab_fill(slot, e);
	ptab_clear(pt, old, va);
}

void mapping_dissolve(struct mapping *m)
{
	struct mapping *p = m->parent, *c;
	unsigned int status = m->lost | m->told;

	ASSERT(p != NULL && p->level == m->level && m->nsmall == 0);
	while ((c = m->child) != NULL)
		move_up(c, m, p);
	status |= mapping_remove(m);
	p->lost |= status;
}
