/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of a space. A table that may hold pages (levels 0 and 1) has a shadow of equal size
 * behind it: entry i of the shadow points to the mapping node of page i, so the step from slot
 * to node is one addition.
 */
#ifndef L4_GENERIC_PTAB_H
#define L4_GENERIC_PTAB_H

#include <arch/pte.h>
#include <base/bits.h>
#include <base/err.h>

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
	uvaddr_t window;	/* the kernel's window */
	paddr_t window_table;	/* table of level 0 seen there when the space begins; 0: none */
	bool is_bare;		/* no processor walks it */
	void *ports;		/* a table of IO ports: block of their permission bitmap */
	bool identity;		/* sigma0: owns all physical memory, one to one */
	bool dying;		/* holes do not protect any more */
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

/* The page of slot at va was made: if it stands for ports, the processor allows them. */
void ptab_permit(const struct ptab *pt, const pte_t *slot, uvaddr_t va);

/* Fill the empty entry `slot` with a page or kernel-owned table. */
void ptab_fill(pte_t *slot, pte_t e);
/*
 * Clear a present entry, forget the translation, and give back tables that became empty (the
 * slot is gone then). Returns the old entry.
 */
pte_t ptab_clear(struct ptab *pt, pte_t *slot, uvaddr_t va);

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
uvaddr_t ptab_va(const pte_t *slot);
unsigned int ptab_level(const pte_t *slot);

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
 * True if users may map [start, end); else *next is the first address after the obstacle.
 */
bool ptab_is_open(const struct ptab *pt, uvaddr_t start, uvaddr_t end, uvaddr_t *next);

#endif
