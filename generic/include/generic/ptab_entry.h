/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of page tables, and the way to them. A table that may hold pages (levels 0 and 1) has a
 * shadow of equal size behind it: entry i of the shadow points to the mapping node of page i, so
 * the step from slot to node is one addition.
 */
#ifndef L4_GENERIC_PTAB_ENTRY_H
#define L4_GENERIC_PTAB_ENTRY_H

#include <base/bits.h>
#include <generic/kmem.h>
#include <generic/ptab.h>

struct mapping;

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

/*
 * The root's entry for va: one of the users' part whatever va is, so that no speculation past the
 * question whether it may be looks at the kernel's.
 */
static inline pte_t *ptab_root_slot(const struct ptab *pt, uvaddr_t va)
{
	return &pt->root[ptab_index(va & (ARCH_USER_END - 1), ARCH_PTAB_LEVELS - 1)];
}

/* A present entry of this level is a page: only some levels have any. */
static inline bool ptab_is_page(pte_t e, unsigned int level)
{
	return level < ARCH_LEAF_LEVELS && pte_is_leaf(e, level);
}

/* ptab_find() in place: straight on, all that depends on the level alone is constant. */
static __always_inline pte_t *ptab_walk(const struct ptab *pt, uvaddr_t va, unsigned int *level)
{
	pte_t *slot = ptab_root_slot(pt, va);
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

pte_t *ptab_search_leaf_slot(struct ptab *pt, uvaddr_t va);

/*
 * The entry for a small page at va, any address, if there is a table with one where users may map;
 * else NULL, or one of a page of the kernel, or an empty one that is not for users (ptab_no_leaf).
 * The table is found at once if it is the same as the last time: pt->leaf, with its descriptor
 * pt->leaf_page, until the next call. Context: mapdb_lock is held.
 */
static __always_inline pte_t *ptab_leaf_slot(struct ptab *pt, uvaddr_t va)
{
	uvaddr_t offset = va - pt->leaf_va;

	return likely(offset < level_size(1)) ? &pt->leaf[offset >> ARCH_PAGE_SHIFT] :
						ptab_search_leaf_slot(pt, va);
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

#endif
