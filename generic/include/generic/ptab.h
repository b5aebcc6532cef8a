/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of a space. A table that may hold pages (levels 0 and 1) has a shadow of equal size
 * behind it: entry i of the shadow points to the mapping node of page i, so the step from slot
 * to node is one addition.
 */
#ifndef L4_GENERIC_PTAB_H
#define L4_GENERIC_PTAB_H

#include <arch/pte.h>
#include <base/assert.h>
#include <base/bits.h>
#include <base/err.h>
#include <generic/kmem.h>

struct mapping;

struct range {
	uvaddr_t start, end;
	bool fixed;		/* stays until the space itself goes */
};

#define PTAB_MAX_HOLES	4

struct ptab {
	pte_t *root;
	paddr_t root_pa;
	/* Where users map nothing: kernel interface page, UTCB area, the kernel's window. */
	struct range hole[PTAB_MAX_HOLES];
	unsigned int nholes;
	struct range usable;	/* without a hole, as found last; changing holes empties it */
	uvaddr_t window;	/* the kernel's window */
	paddr_t window_table;	/* table of level 0 seen there when the space begins; 0: none */
	bool is_bare;		/* no processor walks it */
	void *ports;		/* a table of IO ports: block of their permission bitmap */
	bool identity;		/* sigma0: owns all physical memory, one to one */
};

/* Root table with the kernel's half. Errors: ERR_NOMEM. */
err_t ptab_init(struct ptab *pt) __must_check;
/* The same without anything of the kernel, for tables that no processor walks. */
err_t ptab_init_bare(struct ptab *pt) __must_check;
void ptab_destroy_bare(struct ptab *pt);
/* Another page table of level 0 for the kernel's window. */
void ptab_set_window(struct ptab *pt, paddr_t table);
/*
 * No processor will use the space again: what the kernel has in it goes. Then pages of users may
 * go, in the end the root by ptab_destroy_bare().
 */
void ptab_close(struct ptab *pt);
/* No page is left, neither of users nor of the kernel. */
bool ptab_is_empty(const struct ptab *pt);
/* Both at once, for a space without pages of users. */
void ptab_destroy(struct ptab *pt);

/*
 * The entry that decides about va, and its level: a page, or the topmost empty entry.
 */
pte_t *ptab_find(const struct ptab *pt, uvaddr_t va, unsigned int *level);

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
void ptab_split_install(pte_t *slot, pte_t *table);

/* Space, address and level of the page whose entry is `slot`. */
struct ptab *ptab_owner(const pte_t *slot);
unsigned int ptab_level(const pte_t *slot);

static inline uvaddr_t ptab_va_in(const struct kpage *table, const pte_t *slot)
{
	size_t i = ((kvaddr_t)slot & (ARCH_PAGE_SIZE - 1)) / sizeof(pte_t);

	return table->ptab.va + ((uvaddr_t)i << level_shift(table->level));
}

static inline uvaddr_t ptab_va(const pte_t *slot)
{
	return ptab_va_in(kmem_page(slot), slot);
}

/* Which entry of its table of this level is for va. */
static inline unsigned int ptab_index(uvaddr_t va, unsigned int level)
{
	return (va >> level_shift(level)) & MASK(ARCH_PTAB_BITS);
}

/* A present entry of this level is a page: only some levels have any. */
static inline bool ptab_is_page(pte_t e, unsigned int level)
{
	return level < ARCH_LEAF_LEVELS && pte_is_leaf(e, level);
}

/* ptab_find() in place: straight on, all that depends on the level alone is constant. */
static __always_inline pte_t *ptab_walk(const struct ptab *pt, uvaddr_t va, unsigned int *level)
{
	pte_t *slot = &pt->root[ptab_index(va, ARCH_PTAB_LEVELS - 1)];
	unsigned int l;

#pragma GCC unroll 8
	for (l = ARCH_PTAB_LEVELS - 1; l > 0; l--) {
		pte_t e = pte_read(slot);

		if (!pte_is_present(e) || ptab_is_page(e, l))
			break;
		slot = (pte_t *)paddr_to_kv(pte_table(e)) + ptab_index(va, l - 1);
	}
	*level = l;
	return slot;
}

/* Entries from `slot` to the end of its table. */
static inline unsigned int ptab_slots_left(const pte_t *slot)
{
	return BIT(ARCH_PTAB_BITS) -
	       (unsigned int)((kvaddr_t)slot / sizeof(pte_t) & MASK(ARCH_PTAB_BITS));
}

static inline struct mapping **ptab_shadow(pte_t *slot)
{
	return (struct mapping **)(slot + BIT(ARCH_PTAB_BITS));
}

/*
 * Clear a present entry, forget the translation, and give back tables that became empty (the
 * slot is gone then). Returns the old entry.
 */
pte_t ptab_clear(pte_t *slot);

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

bool ptab_search_usable(struct ptab *pt, uvaddr_t va, uvaddr_t *stop);

/*
 * True if users may map something at va: before *stop there is no obstacle. Else *stop is the first
 * address behind the one that lies at va.
 */
static inline bool ptab_usable_at(struct ptab *pt, uvaddr_t va, uvaddr_t *stop)
{
	*stop = pt->usable.end;
	return likely(va >= pt->usable.start && va < pt->usable.end) ||
	       ptab_search_usable(pt, va, stop);
}

/* Users may map all of [start, end). */
static inline bool ptab_is_usable(struct ptab *pt, uvaddr_t start, uvaddr_t end)
{
	uvaddr_t stop;

	return start < end && ptab_usable_at(pt, start, &stop) && end <= stop;
}

#endif
