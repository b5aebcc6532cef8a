/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of page tables come and go, and tables with them. Context: mapdb_lock is held, unless the
 * table is nobody else's yet (ptab_reserve()).
 */
#ifndef L4_GENERIC_PTAB_CHANGE_H
#define L4_GENERIC_PTAB_CHANGE_H

#include <arch/tlb.h>
#include <base/assert.h>
#include <base/bits.h>
#include <generic/flush_note.h>
#include <generic/kmem.h>
#include <generic/ptab.h>
#include <generic/ptab_entry.h>

/*
 * The entry of exactly this level, creating tables. Errors: ERR_NOMEM; ERR_BUSY: a larger page
 * lies there (its slot is returned).
 */
err_t ptab_get(struct ptab *pt, uvaddr_t va, unsigned int level, pte_t **slot) __must_check;

/* Tables taken beforehand, so that an entry of level 0 can be got at any address. */
struct ptab_reserve {
	pte_t *table[ARCH_PTAB_LEVELS - 1];	/* by level; NULL: used */
};

/* Takes tables of all levels below `level`. Errors: ERR_NOMEM: nothing is taken. */
err_t ptab_reserve(struct ptab_reserve *r, unsigned int level) __must_check;
/* Gives back what has not been used. */
void ptab_reserve_release(struct ptab_reserve *r);
/* ptab_get() of level 0 where no larger page lies: it cannot fail. */
pte_t *ptab_get_reserved(struct ptab *pt, uvaddr_t va, struct ptab_reserve *r);

/* Pages were made at [va, va + bytes): if they stand for ports, the processor allows these. */
void ptab_permit_ports(const struct ptab *pt, uvaddr_t va, word_t bytes);
static inline void ptab_permit(const struct ptab *pt, uvaddr_t va, word_t bytes)
{
	if (unlikely(pt->ports != NULL))
		ptab_permit_ports(pt, va, bytes);
}

/* Fill the empty entry `slot` of `table` with a page or kernel-owned table. */
static inline void ptab_fill_in(struct kpage *table, pte_t *slot, pte_t e)
{
	ASSERT(!pte_is_present(pte_read(slot)));
	table->inuse++;
	pte_write(slot, e);
}

static inline void ptab_fill(pte_t *slot, pte_t e)
{
	ptab_fill_in(kmem_page(slot), slot, e);
}

/*
 * Give back the table that holds `slot`, and the tables above, as far as they are empty: for who
 * got an entry and then did not fill it.
 */
void ptab_prune(struct ptab *pt, pte_t *slot, uvaddr_t va);

/*
 * Splitting a large page: a table for its small pages (NULL: no memory), whose contents and shadow
 * are undefined, and its installation in place of the page once all of it is filled.
 */
pte_t *ptab_split_table(pte_t *slot);
void ptab_split_abandon(pte_t *table);
/* False: the entry is not e any more, with which the table was filled. */
bool ptab_split_install(pte_t *slot, pte_t e, pte_t *table) __must_check;

/*
 * Clear a present entry, forget the translation, and give back tables that became empty (the
 * slot is gone then). Returns the old entry.
 */
pte_t ptab_clear(pte_t *slot);

/* The same of an entry of the table whose descriptor is p. */
static inline pte_t ptab_clear_in(struct kpage *p, pte_t *slot)
{
	const struct ptab *pt = p->ptab.owner;
	pte_t old;

	if (unlikely(pt->is_bare || p->inuse == 1))
		return ptab_clear(slot);
	p->inuse--;
	old = pte_exchange(slot, 0);
	arch_tlb_flush_page(pt->space_word, ptab_va_in(p, slot));
	flush_note(pt);
	return old;
}

/*
 * For a loop that clears many entries, while no table comes into being: a table of which nobody has
 * to learn what goes. All zero in the beginning.
 */
struct ptab_quiet {
	kvaddr_t at;		/* 0: none */
	struct kpage *table;
	bool has_gone;		/* the last entry of some table was cleared */
};

/* ptab_clear() for an entry of any table; the next one is perhaps a quiet one. */
pte_t ptab_clear_turn(struct ptab_quiet *q, pte_t *slot);

static inline pte_t ptab_clear_next(struct ptab_quiet *q, pte_t *slot)
{
	if (unlikely(ALIGN_DOWN((kvaddr_t)slot, ARCH_PAGE_SIZE) != q->at || q->table->inuse == 1))
		return ptab_clear_turn(q, slot);
	q->table->inuse--;
	return pte_exchange(slot, 0);
}

#endif
