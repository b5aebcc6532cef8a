/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes of the mapping database: their memory, their parents, and the lists of small pages below
 * large ones.
 */
#include "mapdb_tree.h"

#include <generic/ptab_change.h>

KMEM_CACHE_HELD(mapping_cache, sizeof(struct mapping));

size_t mapping_shells, mapping_prepared;

STATIC_ASSERT(ARCH_PAGE_SIZE % sizeof(struct mapping) == 0, "nodes fill pages");

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
		kmem_free_held(&mapping_cache, shell);
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

struct mapping *mapping_search_small(struct mapping *p, unsigned int i)
{
	bool all = i <= p->first_bucket;

	for (i = MAX(i, p->first_bucket); i < BIT(ARCH_PTAB_BITS); i++) {
		if (p->bucket[i] == NULL)
			continue;
		if (all)
			p->first_bucket = i;
		return p->bucket[i];
	}
	return NULL;
}

size_t mapdb_count(void)
{
	return kmem_used(&mapping_cache) - mapping_shells - mapdb_prepared();
}

size_t mapdb_prepared(void)
{
	return mapping_prepared * BIT(ARCH_PTAB_BITS);
}

pte_t **mapping_prepared_table(const struct mapping *m)
{
	return (pte_t **)&kmem_page(m->bucket)->owner[0];
}

word_t *mapping_paid_steps(const struct mapping *m)
{
	return (word_t *)&kmem_page(m->bucket)->owner[1];
}

void mapping_free_prepared(pte_t *table, unsigned int pages)
{
	for (unsigned int i = 0; i < pages; i++)
		kmem_free_whole(&mapping_cache, *ptab_shadow(&table[i * MAPPINGS_PER_PAGE]));
}

void mapping_unprepare(struct mapping *m)
{
	pte_t *table;

	if (!m->is_prepared)
		return;
	table = *mapping_prepared_table(m);
	mapping_free_prepared(table, SPLIT_PAGES);
	ptab_split_abandon(table);
	m->is_prepared = false;
	mapping_prepared--;
	mapping_drop_bucket(m);
}
