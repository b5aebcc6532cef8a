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

	return pte_is_mapped(e) && !pte_is_present(pte_read(to));
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
		void *next;

		if (unlikely(!pte_is_mapped(e) || pte_is_present(pte_read(to))))
			break;
		next = *kmem_next_of(m, sizeof(*m));
		mapping_init_child(m, *ptab_shadow(from), to, 0);
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
	pte_t *first = to;

	if (unlikely(m == NULL))
		return 0;
	end = m + MAPPINGS_PER_PAGE;
	do {
		pte_t e = pte_read(from);

		if (unlikely(!pte_is_mapped(e) || pte_is_present(pte_read(to))))
			break;
		mapping_init_child(m, *ptab_shadow(from), to, 0);
		pte_write(to, pte_cut_derive(e, cut));
		from++;
		to++;
	} while (++m < end);
	for (; unlikely(m < end); m++)
		kmem_free_held(&mapping_cache, m);
	return (unsigned int)(to - first);
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

/* What a row of pages that go looks at when it turns to the nodes or the table of other pages. */
struct row {
	struct ptab_quiet quiet;
	struct kmem_pile pile;
	/* At `stop`, the entries that are left of the table have to be looked at. */
	pte_t *end, *stop;
	unsigned int turns;
	u32 count_nodes, count_table;	/* nodes that had gone at the last turns */
};

/* Behind a turn at `slot`; has_given: nodes have gone back. */
static void shorten(struct row *r, pte_t *slot, bool has_given)
{
	if (++r->turns >= ROW_TURNS)
		r->end = slot + 1;
	else if (has_given)
		r->end = mapping_shorter(slot, r->end);
}

/* The node c is of another page than those from `top` on. */
static __noinline void turn_nodes(struct row *r, pte_t *slot, struct mapping *c, void *top,
				  u32 count)
{
	r->pile.top = top;
	r->pile.count = count - r->count_nodes;
	r->count_nodes = count;
	shorten(r, slot, kmem_pile_turn(&mapping_cache, &r->pile, c));
}

/*
 * Clears an entry of another table than before, or one that may be the last of its table: that of
 * the count-th node.
 */
static __noinline pte_t turn_table(struct row *r, pte_t *slot, pte_t *there, u32 count)
{
	pte_t old;

	if (r->quiet.at != 0)
		r->quiet.table->inuse -= (u16)(count - 1 - r->count_table);
	r->count_table = count;
	old = ptab_clear_turn(&r->quiet, there);
	/* Giving tables back takes longer than a page. */
	if (r->quiet.has_gone) {
		r->quiet.at = 0;
		r->turns = ROW_TURNS;
	}
	shorten(r, slot, false);
	r->stop = r->end;
	if (r->quiet.at != 0)
		r->stop = MIN(r->end, slot + r->quiet.table->inuse);
	return old;
}

/* The nodes from `top` on and the entries of the last table get into the books. */
static inline void close_row(struct row *r, void *top, u32 count)
{
	if (r->quiet.at != 0)
		r->quiet.table->inuse -= (u16)(count - r->count_table);
	r->pile.top = top;
	r->pile.count = count - r->count_nodes;
	kmem_pile_close(&mapping_cache, &r->pile);
}

/* The child c of m is the only page that was mapped from it, and nobody has mapped it on. */
static __always_inline bool is_usual(const struct mapping *m, const struct mapping *c)
{
	return c->kin == 0 && (likely(mapping_shells == 0) || mapping_at(c->parent) == m);
}

/* Page m has lost what its owner learns now. */
static inline void tell(struct mapping *m, unsigned int lost, unsigned int *all)
{
	m->lost = 0;
	m->told |= (u8)lost;
	*all |= lost;
}

unsigned int mapping_remove_row(pte_t *slot, unsigned int n, unsigned int *status)
{
	struct row r = { .end = slot + n };
	pte_t *first = slot, *stop = r.end;
	/* What leads back from the present page of nodes and the present table to 0. */
	kvaddr_t off_nodes = 0, off_table = 0;
	unsigned int all = 0;
	void *top = NULL;
	u32 count = 0;

	for (;; slot++) {
		struct mapping *m, *c;
		pte_t old, *there;
		u8 lost;

		if (unlikely(slot >= stop)) {
			if (slot >= r.end)
				break;
			off_table = 0;
			stop = r.end;
		}
		if (unlikely(!pte_is_mapped(pte_read(slot)))) {
			if (pte_is_present(pte_read(slot)))
				break;
			continue;
		}
		m = *ptab_shadow(slot);
		c = mapping_at(m->child);
		if (unlikely(c == NULL)) {
			tell(m, m->lost, &all);
			continue;
		}
		if (unlikely(!is_usual(m, c)))
			break;
		if (unlikely((kvaddr_t)c + off_nodes >= ARCH_PAGE_SIZE)) {
			turn_nodes(&r, slot, c, top, count);
			stop = MIN(stop, r.end);
			off_nodes = -r.pile.at;
			top = NULL;
		}
		lost = m->lost | c->lost | c->told;
		there = c->slot;
		m->child = 0;
		count++;
		*kmem_next_of(c, sizeof(*c)) = top;
		top = c;
		if (unlikely((kvaddr_t)there + off_table >= ARCH_PAGE_SIZE)) {
			old = turn_table(&r, slot, there, count);
			stop = r.stop;
			off_table = -r.quiet.at;
		} else {
			old = pte_exchange(there, 0);
		}
		if (unlikely(lost != 0) || pte_is_used(old))
			tell(m, lost | pte_status(old), &all);
	}
	close_row(&r, top, count);
	*status |= all;
	return (unsigned int)(slot - first);
}
