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

	struct mapping_small *small;

	if (mapping_list_for(m, m->level - 1, 0) == NULL)
		return ERR_NOMEM;
	table = ptab_split_table(m->slot);
	if (table == NULL)
		goto out_small;
	for (unsigned int i = 0; i < SPLIT_PAGES; i++) {
		if (prepare_nodes(m, &table[i * MAPPINGS_PER_PAGE])) {
			mapping_free_prepared(table, i);
			goto out_table;
		}
	}
	m->is_prepared = true;
	mapping_prepared++;
	small = mapping_small(m);
	small->table = table;
	small->paid = 0;
	return ERR_OK;
out_table:
	ptab_split_abandon(table);
out_small:
	mapping_drop_small(m);
	return ERR_NOMEM;
}

/* The small page n takes over the small children in a list of its large page. */
static void adopt(struct mapping *n, mapping_ref *list)
{
	n->child = *list;
	if (n->child != 0)
		*list = mapping_name(n);
}

/* The large page m is no page any more. */
static void become_shell(struct mapping *m, struct mapping *p)
{
	if (unlikely(m->is_watched))
		mapdb_watch_split(m);
	if (p != NULL)
		mapping_unlink(p, m);
	m->is_prepared = false;
	mapping_prepared--;
	mapping_drop_small(m);
	if (m->small == 0) {
		kmem_free_held(&mapping_cache, m);
		return;
	}
	m->is_split = true;
	mapping_shells++;
}

/* The entries of the small pages, as long as the large page's is e. */
static void fill_table(pte_t *table, pte_t e)
{
	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++)
		pte_write(&table[i], pte_split(e, i));
}

/* Replace the large page m, which has no large children, by the small pages that are prepared. */
static err_t split_one(struct mapping *m)
{
	struct mapping *p = mapping_resolve_parent(m);
	struct mapping_small *small = mapping_small(m), *siblings;
	pte_t *slot = m->slot, *table = small->table;
	u8 lost = m->lost, told = m->told;
	pte_t e = pte_read(slot);

	if (p != NULL && mapping_list_for(p, m->level - 1, 0) == NULL) {
		mapping_unprepare(m);
		return ERR_NOMEM;
	}
	siblings = p != NULL ? mapping_small(p) : NULL;
	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++) {
		struct mapping *n = *ptab_shadow(&table[i]);

		n->parent = p != NULL ? mapping_name(p) : 0;
		n->lost = lost;
		n->told = told;
		adopt(n, &small->list[i]);
		if (siblings != NULL)
			mapping_link(&siblings->list[i], n);
		pte_write(&table[i], pte_split(e, i));
	}
	if (siblings != NULL)
		siblings->count += BIT(ARCH_PTAB_BITS);
	become_shell(m, p);
	/* Its users may set status bits meanwhile, each once. */
	while (!ptab_split_install(slot, e, table)) {
		e = pte_read(slot);
		fill_table(table, e);
	}
	return ERR_OK;
}

/* Where the next step of splitting m is taken: at the end of its large children. */
static struct mapping *next_to_split(struct mapping *m)
{
	for (unsigned int i = 0; i < SPLIT_DEPTH && m->child != 0; i++)
		m = mapping_at(m->child);
	return m;
}

err_t mapping_split_step(struct mapping *m, bool self)
{
	struct mapping *d = next_to_split(m);
	unsigned int status = 0;

	assert_held(&mapdb_lock);

	if (d->child != 0) {
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

/* What a split owes: as much as mapping its small pages one by one. */
#define SPLIT_STEPS	((word_t)HELP_STEPS << ARCH_PTAB_BITS)

/*
 * The operation of which `by` has to take a step before the next one of splitting m; NULL: none.
 * The account is the page's that is to be split: all who are about to split it pay into it.
 */
struct mapdb_stop *mapping_split_creditor(struct mapping *m, bool self, const struct mapdb_stop *by)
{
	struct mapping *d;
	struct mapdb_stop *s;
	struct mapping_small *small;

	if (likely(mapdb_stopped == 0))
		return NULL;
	d = next_to_split(m);
	if (d->child != 0 || (d == m && !self) || !d->is_prepared)
		return NULL;
	small = mapping_small(d);
	if (small->paid == SPLIT_STEPS)
		return NULL;
	s = mapdb_creditor(d, by);
	small->paid += s != NULL;
	return s;
}

err_t mapping_split(struct mapdb_stop *s, struct mapping *m, bool self, mapdb_step_fn *step,
		    struct mapdb_walk *walk)
{
	err_t err;

	do {
		struct mapdb_stop *other = mapping_split_creditor(m, self, s);

		if (unlikely(other != NULL)) {
			/* As long as it has its place, m is there. */
			mapdb_stop(s, m, step, walk);
			mapdb_take_step(other);
			if (s->place == 0)
				return ERR_BUSY;
			if (mapdb_is_helping() || mapdb_preempt_pending())
				return ERR_AGAIN;
			mapdb_resume(s);
			err = ERR_AGAIN;
			continue;
		}
		err = mapping_split_step(m, self);
		if (err == ERR_AGAIN && (mapdb_is_helping() || mapdb_preempt_pending())) {
			mapdb_stop(s, m, step, walk);
			return err;
		}
	} while (err == ERR_AGAIN);
	return err;
}
