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

#include <base/assert.h>

KMEM_CACHE(mapping_cache, sizeof(struct mapping), false);
struct mapdb_walk *mapdb_stopped;

static size_t shells;			/* of split pages, still named as parents */
static size_t prepared;			/* large pages whose small ones are prepared */

/* Large pages below large pages that are split at most; what is deeper is taken back instead. */
#define SPLIT_DEPTH	64

#define NODES_PER_PAGE	(ARCH_PAGE_SIZE / sizeof(struct mapping))
#define SPLIT_PAGES	(BIT(ARCH_PTAB_BITS) / NODES_PER_PAGE)
STATIC_ASSERT(ARCH_PAGE_SIZE % sizeof(struct mapping) == 0, "nodes fill pages");

size_t mapdb_count(void)
{
	return mapping_cache.used - shells - mapdb_prepared();
}

size_t mapdb_prepared(void)
{
	return prepared * BIT(ARCH_PTAB_BITS);
}

static unsigned int bucket_of(paddr_t pa)
{
	return (pa >> ARCH_PAGE_SHIFT) & MASK(ARCH_PTAB_BITS);
}

static unsigned int bucket_of_page(const struct mapping *m)
{
	return bucket_of(pte_paddr(pte_read(m->slot), m->level));
}

/*
 * A large page that was split leaves a shell behind: its small children, of which there may be any
 * number, find there which small page is their parent now.
 */
struct mapping *mapping_find_parent(struct mapping *m)
{
	struct mapping *shell = m->parent;

	m->parent = shell->bucket[bucket_of_page(m)];
	if (--shell->nsmall == 0) {
		kmem_free_pages(shell->bucket, 0);
		kmem_free(&mapping_cache, shell);
		shells--;
	}
	return m->parent;
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
	if (p->nsmall == 0 && p->bucket != NULL && !p->is_prepared) {
		kmem_free_pages(p->bucket, 0);
		p->bucket = NULL;
	}
}

err_t mapping_link_small(struct mapping *parent, struct mapping *m, paddr_t pa)
{
	struct mapping **list = list_for(parent, m->level, pa);

	if (list == NULL)
		return ERR_NOMEM;
	mapping_link(list, m);
	parent->nsmall++;
	return ERR_OK;
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

/* m and everything below it is done. */
static void walk_behind(struct mapdb_walk *w, struct mapping *m)
{
	struct mapping *p;

	if (m == w->root) {
		w->cur = NULL;
		return;
	}
	w->leaving = m->next == NULL;
	if (!w->leaving) {
		w->cur = m->next;
		return;
	}
	p = mapping_parent(m);
	w->cur = p;
	w->bucket = is_small_of(m, p) ? (u16)(bucket_of_page(m) + 1) : 0;
}

void mapdb_walk_step(struct mapdb_walk *w)
{
	struct mapping *m = w->cur, *n = w->leaving ? NULL : m->child;

	if (n == NULL)
		n = first_small(m, w->leaving ? w->bucket : 0);
	w->leaving = false;
	if (n != NULL)
		w->cur = n;
	else
		walk_behind(w, m);
}

void mapdb_walk_begin(struct mapdb_walk *w, struct mapping *root)
{
	w->root = w->cur = root;
	w->leaving = false;
	mapdb_walk_step(w);
}

struct mapping *mapping_next(struct mapping *m, struct mapping *root)
{
	struct mapdb_walk w = { .root = root, .cur = m };

	do
		mapdb_walk_step(&w);
	while (w.cur != NULL && w.leaving);
	return w.cur;
}

static void walk_lose(void)
{
	mapdb_stopped->root = mapdb_stopped->cur = NULL;
}

/*
 * m goes away: the stopped walk must not find it. If it loses its root it has to start again; if
 * it loses its position it goes on behind it.
 */
static void walk_leave(struct mapping *m)
{
	if (mapdb_stopped == NULL)
		return;
	if (mapdb_stopped->root == m)
		walk_lose();
	else if (mapdb_stopped->cur == m)
		walk_behind(mapdb_stopped, m);
}

/* c, which lay below m, takes its place in front of m: nothing is left out. */
static void walk_move_up(struct mapping *m, struct mapping *c)
{
	if (mapdb_stopped == NULL)
		return;
	if (mapdb_stopped->root == m)
		walk_lose();
	else if (mapdb_stopped->cur == m && !mapdb_stopped->leaving)
		mapdb_stopped->cur = c;
}

/* A page of this level was split: the order of the small pages is another one now. */
static void walk_split(unsigned int level)
{
	const struct mapping *cur = mapdb_stopped != NULL ? mapdb_stopped->cur : NULL;

	if (cur != NULL && cur->level < level)
		walk_lose();
}

void mapdb_walk_stop(struct mapdb_walk *w)
{
	ASSERT(mapdb_stopped == NULL);
	mapdb_stopped = w;
}

void mapdb_walk_resume(struct mapdb_walk *w)
{
	ASSERT(mapdb_stopped == w);
	mapdb_stopped = NULL;
}

/*
 * A large page is split in two steps: its small pages are prepared beside it, then they take its
 * place. Each takes up to ten thousand instructions. The small pages stay with the large one if
 * nobody needs them in the end; they are found through the descriptor of the page of buckets.
 */
static pte_t **prepared_table(const struct mapping *m)
{
	return (pte_t **)&kmem_page(m->bucket)->owner[0];
}

static void free_nodes(pte_t *table, unsigned int pages)
{
	for (unsigned int i = 0; i < pages; i++)
		kmem_free_whole(&mapping_cache, *ptab_shadow(&table[i * NODES_PER_PAGE]));
}

static void unprepare(struct mapping *m)
{
	pte_t *table;

	if (!m->is_prepared)
		return;
	table = *prepared_table(m);
	free_nodes(table, SPLIT_PAGES);
	ptab_split_abandon(table);
	m->is_prepared = false;
	prepared--;
	drop_bucket_if_empty(m);
}

unsigned int mapping_remove(struct mapping *m)
{
	struct mapping *parent = mapping_parent(m);
	pte_t *slot = m->slot;

	ASSERT(m->child == NULL && m->nsmall == 0);
	walk_leave(m);
	if (unlikely(m->bucket != NULL)) {
		unprepare(m);
		drop_bucket_if_empty(m);
	}
	if (parent != NULL) {
		mapping_unlink(m);
		if (is_small_of(m, parent)) {
			parent->nsmall--;
			drop_bucket_if_empty(parent);
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
	walk_move_up(from, c);
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

/* A page full of nodes for the small pages from `slot` on. */
static err_t prepare_nodes(const struct mapping *m, pte_t *slot)
{
	struct mapping *n = kmem_alloc_whole(&mapping_cache);

	if (n == NULL)
		return ERR_NOMEM;
	for (unsigned int i = 0; i < NODES_PER_PAGE; i++, n++, slot++) {
		*n = (struct mapping){ .slot = slot, .level = m->level - 1 };
		*ptab_shadow(slot) = n;
	}
	return ERR_OK;
}

static err_t prepare(struct mapping *m)
{
	pte_t *table;

	if (list_for(m, m->level - 1, 0) == NULL)
		return ERR_NOMEM;
	table = ptab_split_table(m->slot);
	if (table == NULL)
		goto out_bucket;
	for (unsigned int i = 0; i < SPLIT_PAGES; i++) {
		if (prepare_nodes(m, &table[i * NODES_PER_PAGE])) {
			free_nodes(table, i);
			goto out_table;
		}
	}
	m->is_prepared = true;
	prepared++;
	*prepared_table(m) = table;
	return ERR_OK;
out_table:
	ptab_split_abandon(table);
out_bucket:
	drop_bucket_if_empty(m);
	return ERR_NOMEM;
}

/* The small page n takes over the small children in a bucket of its large page. */
static void adopt(struct mapping *n, struct mapping **bucket)
{
	n->child = *bucket;
	if (n->child == NULL)
		return;
	n->child->pprev = &n->child;
	*bucket = n;
}

/* The large page m is no page any more. */
static void become_shell(struct mapping *m, struct mapping *p)
{
	walk_leave(m);
	walk_split(m->level);
	if (p != NULL)
		mapping_unlink(m);
	m->is_prepared = false;
	prepared--;
	drop_bucket_if_empty(m);
	if (m->nsmall == 0) {
		kmem_free(&mapping_cache, m);
		return;
	}
	m->is_split = true;
	shells++;
}

/* Replace the large page m, which has no large children, by the small pages that are prepared. */
static err_t split_one(struct mapping *m)
{
	struct mapping *p = mapping_parent(m);
	pte_t *slot = m->slot, *table = *prepared_table(m);
	struct mapping **bucket, **siblings;
	u8 lost = m->lost, told = m->told;
	pte_t e = pte_read(slot);

	if (p != NULL && list_for(p, m->level - 1, 0) == NULL) {
		unprepare(m);
		return ERR_NOMEM;
	}
	bucket = m->bucket;
	siblings = p != NULL ? p->bucket : NULL;
	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++) {
		struct mapping *n = *ptab_shadow(&table[i]);

		n->parent = p;
		n->lost = lost;
		n->told = told;
		adopt(n, &bucket[i]);
		if (siblings != NULL)
			mapping_link(&siblings[i], n);
		pte_write(&table[i], pte_split(e, i));
	}
	if (p != NULL)
		p->nsmall += BIT(ARCH_PTAB_BITS);
	become_shell(m, p);
	ptab_split_install(slot, table);
	return ERR_OK;
}

err_t mapping_split_step(struct mapping *m, bool self)
{
	struct mapping *d = m;
	unsigned int status = 0;

	for (unsigned int i = 0; i < SPLIT_DEPTH && d->child != NULL; i++)
		d = d->child;
	if (d->child != NULL) {
		(void)mapping_remove_step(d, NULL, &status);
		d->lost |= status;
		return ERR_AGAIN;
	}
	if (d == m && !self)
		return ERR_OK;
	if (!d->is_prepared)
		return prepare(d) ? ERR_NOMEM : ERR_AGAIN;
	return split_one(d) ? ERR_NOMEM : d == m ? ERR_OK : ERR_AGAIN;
}

void mapping_move(struct mapping *m, pte_t *slot, pte_t e)
{
	pte_t *old = m->slot;

	unprepare(m);
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
