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
STATIC_ASSERT(sizeof(struct mapping_small) <= ARCH_PAGE_SIZE, "the lists are one page");
STATIC_ASSERT(KMEM_LIMIT / sizeof(struct mapping) - 1 <= ~(mapping_ref)0, "each has a name");

/*
 * A large page that was split leaves a shell behind: its small children, of which there may be any
 * number, find there which small page is their parent now.
 */
struct mapping *mapping_find_parent(struct mapping *m)
{
	struct mapping *shell = mapping_at(m->parent);
	struct mapping_small *small = mapping_small(shell);

	m->parent = small->list[mapping_own_index(m)];
	if (--small->count == 0) {
		kmem_free_pages(small, 0);
		kmem_free_held(&mapping_cache, shell);
		mapping_shells--;
	}
	return mapping_at(m->parent);
}

mapping_ref *mapping_list_for(struct mapping *p, unsigned int level, paddr_t pa)
{
	struct mapping_small *small = mapping_small(p);
	unsigned int i = mapping_index(pa);

	if (level == p->level)
		return &p->child;
	if (small == NULL) {
		small = kmem_zalloc_pages(0);
		if (small == NULL)
			return NULL;
		small->first = i;
		p->small = mapping_name(small);
	}
	small->first = MIN(small->first, i);
	return &small->list[i];
}

void mapping_drop_small(struct mapping *p)
{
	struct mapping_small *small = mapping_small(p);

	if (small != NULL && small->count == 0 && !p->is_prepared) {
		kmem_free_pages(small, 0);
		p->small = 0;
	}
}

err_t mapping_link_small(struct mapping *parent, struct mapping *m, paddr_t pa)
{
	mapping_ref *list = mapping_list_for(parent, m->level, pa);

	if (list == NULL)
		return ERR_NOMEM;
	mapping_link(list, m);
	mapping_small(parent)->count++;
	return ERR_OK;
}

struct mapping *mapping_search_small(struct mapping *p, unsigned int i)
{
	struct mapping_small *small = mapping_small(p);
	bool all = i <= small->first;

	for (i = MAX(i, small->first); i < BIT(ARCH_PTAB_BITS); i++) {
		if (small->list[i] == 0)
			continue;
		if (all)
			small->first = i;
		return mapping_at(small->list[i]);
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
	table = mapping_small(m)->table;
	mapping_free_prepared(table, SPLIT_PAGES);
	ptab_split_abandon(table);
	m->is_prepared = false;
	mapping_prepared--;
	mapping_drop_small(m);
}
