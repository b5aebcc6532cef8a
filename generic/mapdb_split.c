/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Splitting of large pages into small ones.
 */
#include "mapdb_tree.h"

#include <generic/ptab_change.h>

/* Large pages below large pages that are split at most; what is deeper is taken back instead. */
#define SPLIT_DEPTH	64

/* A page full of nodes for the small pages from `slot` on. */
static err_t prepare_nodes(const struct mapping *m, pte_t *slot)
{
	struct mapping *n = kmem_alloc_whole(&mapping_cache);

	if (n == NULL)
		return ERR_NOMEM;
	for (unsigned int i = 0; i < MAPPINGS_PER_PAGE; i++, n++, slot++) {
		*n = (struct mapping){ .slot = slot, .level = m->level - 1 };
		*ptab_shadow(slot) = n;
	}
	return ERR_OK;
}

static err_t prepare(struct mapping *m)
{
	pte_t *table;

	if (mapping_list_for(m, m->level - 1, 0) == NULL)
		return ERR_NOMEM;
	table = ptab_split_table(m->slot);
	if (table == NULL)
		goto out_bucket;
	for (unsigned int i = 0; i < SPLIT_PAGES; i++) {
		if (prepare_nodes(m, &table[i * MAPPINGS_PER_PAGE])) {
			mapping_free_prepared(table, i);
			goto out_table;
		}
	}
	m->is_prepared = true;
	mapping_prepared++;
	*mapping_prepared_table(m) = table;
	return ERR_OK;
out_table:
	ptab_split_abandon(table);
out_bucket:
	mapping_drop_bucket(m);
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
	if (unlikely(m->is_watched))
		mapdb_watch_split(m);
	if (p != NULL)
		mapping_unlink(m);
	m->is_prepared = false;
	mapping_prepared--;
	mapping_drop_bucket(m);
	if (m->nsmall == 0) {
		kmem_free(&mapping_cache, m);
		return;
	}
	m->is_split = true;
	mapping_shells++;
}

/* Replace the large page m, which has no large children, by the small pages that are prepared. */
static err_t split_one(struct mapping *m)
{
	struct mapping *p = mapping_resolve_parent(m);
	pte_t *slot = m->slot, *table = *mapping_prepared_table(m);
	struct mapping **bucket, **siblings;
	u8 lost = m->lost, told = m->told;
	pte_t e = pte_read(slot);

	if (p != NULL && mapping_list_for(p, m->level - 1, 0) == NULL) {
		mapping_unprepare(m);
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

	assert_held(&mapdb_lock);

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
