/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small pages side by side, where nothing is unusual: what is the same for all of them is looked up
 * once, and each page costs little more than the words that change. The first one that is unusual
 * ends the row.
 */
#include "mapdb_tree.h"

#include <generic/ptab_change.h>

/* A page of users is at `from`, and none at `to`. */
static inline bool can_map(const pte_t *from, const pte_t *to)
{
	pte_t e = pte_read(from);

	return pte_is_present(e) && !pte_is_kernel(e) && !pte_is_present(pte_read(to));
}

/*
 * From both entries on up to `end` of the second one: a node of the chain *nodes for each page that
 * is there and whose place is empty. Returns where it has ended.
 */
static __always_inline pte_t *map_some(pte_t *from, pte_t *to, const pte_t *end,
				       struct pte_cut cut, void **nodes) __must_hold(&mapdb_lock)
{
	struct mapping *m = *nodes;

	do {
		pte_t e = pte_read(from);
		struct mapping *parent;
		void *next;

		if (unlikely(!pte_is_present(e) || pte_is_kernel(e) ||
			     pte_is_present(pte_read(to))))
			break;
		next = *kmem_next_of(m, sizeof(*m));
		parent = *ptab_shadow(from);
		mapping_init(m, mapping_name(parent), to, 0);
		mapping_link(&parent->child, m);
		pte_write(to, pte_cut_derive(e, cut));
		m = next;
		from++;
		to++;
	} while (to < end);
	*nodes = m;
	return to;
}

/*
 * As many pages as a page has nodes, which come from one that is new: they need no chain. Returns
 * how many; 0: there is no memory.
 */
static unsigned int map_whole(pte_t *from, pte_t *to, struct pte_cut cut)
	__must_hold(&mapdb_lock)
{
	struct mapping *m = kmem_alloc_whole(&mapping_cache), *end;
	unsigned int n = 0;

	if (unlikely(m == NULL))
		return 0;
	end = m + MAPPINGS_PER_PAGE;
	do {
		struct mapping *parent = *ptab_shadow(from + n);

		mapping_init(m, mapping_name(parent), to + n, 0);
		mapping_link(&parent->child, m);
		pte_write(to + n, pte_cut_derive(pte_read(from + n), cut));
		n++;
	} while (++m < end && can_map(from + n, to + n));
	for (; m < end; m++)
		kmem_free_held(&mapping_cache, m);
	return n;
}

unsigned int mapping_map_row(pte_t *from, pte_t *to, unsigned int rights, unsigned int n,
			     err_t *err)
{
	struct kpage *table = kmem_page(to);
	struct pte_cut cut = pte_cut(rights);
	struct kmem_pile pile = { 0 };
	unsigned int done = 0, k, m;

	*err = ERR_OK;
	while (n - done >= MAPPINGS_PER_PAGE) {
		m = map_whole(from + done, to + done, cut);
		table->inuse += m;
		done += m;
		if (m == 0)
			break;
		if (done == n || !can_map(from + done, to + done))
			return done;
	}
	do {
		if (!kmem_pile_fill(&mapping_cache, &pile)) {
			*err = ERR_NOMEM;
			break;
		}
		k = MIN(n - done, pile.count);
		m = (unsigned int)(map_some(from + done, to + done, to + done + k, cut,
					    &pile.top) - (to + done));
		pile.count -= m;
		table->inuse += m;
		done += m;
	} while (done < n && m == k && can_map(from + done, to + done));
	kmem_pile_close(&mapping_cache, &pile);
	return done;
}

/* The node c is of another page than those of the pile before. True: as kmem_pile_turn(). */
static __noinline bool turn_pile(struct kmem_pile *pile, void *top, u32 count, struct mapping *c)
{
	pile->top = top;
	pile->count = count;
	return kmem_pile_turn(&mapping_cache, pile, c);
}

/*
 * Clears an entry of another table than before, or the last one of it. *left: how many entries of
 * the table may go before the next turn.
 */
static __noinline pte_t turn_table(struct ptab_quiet *quiet, unsigned int *left, pte_t *slot)
{
	pte_t old;

	if (quiet->at != 0)
		quiet->table->inuse = (u16)(*left + 1);
	old = ptab_clear_turn(quiet, slot);
	if (quiet->has_gone)
		quiet->at = 0;
	*left = quiet->at != 0 ? quiet->table->inuse - 1u : 0;
	return old;
}

/* Nothing was mapped from page m, or one page that nobody has mapped on. */
static __always_inline bool is_usual(const struct mapping *m, const struct mapping *c)
{
	return c == NULL ||
	       ((c->child | c->next) == 0 && c->parent == mapping_name(m));
}

unsigned int mapping_remove_row(pte_t *slot, unsigned int n, unsigned int *status)
{
	struct ptab_quiet quiet = { 0 };
	struct kmem_pile pile = { 0 };
	pte_t *first = slot, *end = slot + n;
	unsigned int all = 0, left = 0, box = 0;
	kvaddr_t nodes_at = 0, table_at = 0;
	void *top = NULL;
	u32 count = 0;

	do {
		pte_t e = pte_read(slot), *there;
		struct mapping *m, *c;
		unsigned int lost;

		if (unlikely(!pte_is_present(e)))
			continue;
		m = *ptab_shadow(slot);
		c = mapping_at(m->child);
		if (unlikely(pte_is_kernel(e)) || unlikely(!is_usual(m, c)))
			break;
		lost = m->lost;
		m->lost = 0;
		if (likely(c != NULL)) {
			if (unlikely(((kvaddr_t)c ^ nodes_at) >= ARCH_PAGE_SIZE)) {
				if (turn_pile(&pile, top, count, c))
					end = mapping_shorter(slot, end);
				nodes_at = pile.at;
				top = NULL;
				count = 0;
			}
			lost |= c->lost | c->told;
			there = c->slot;
			m->child = 0;
			*kmem_next_of(c, sizeof(*c)) = top;
			top = c;
			count++;
			if (unlikely(((kvaddr_t)there ^ table_at) >= ARCH_PAGE_SIZE || left == 0)) {
				box = left;
				e = turn_table(&quiet, &box, there);
				left = box;
				table_at = quiet.at;
				/* Giving tables back takes longer than a page. */
				if (unlikely(quiet.has_gone))
					end = slot + 1;
			} else {
				left--;
				e = pte_exchange(there, 0);
			}
			lost |= pte_status(e);
		}
		m->told |= (u8)lost;
		all |= lost;
	} while (++slot < end);
	if (table_at != 0)
		quiet.table->inuse = (u16)(left + 1);
	pile.top = top;
	pile.count = count;
	kmem_pile_close(&mapping_cache, &pile);
	*status |= all;
	return (unsigned int)(slot - first);
}
