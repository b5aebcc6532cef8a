/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of a space: their life, what lies at an address, and where users may map.
 * <generic/ptab_entry.h> goes from an entry to what belongs to it, <generic/ptab_change.h> makes
 * and clears entries.
 */
#ifndef L4_GENERIC_PTAB_H
#define L4_GENERIC_PTAB_H

#include <arch/pte.h>
#include <base/err.h>
#include <base/percpu.h>
#include <generic/cpu_set.h>

struct range {
	uvaddr_t start, end;
	bool fixed;		/* stays until the space itself goes */
};

#define PTAB_MAX_HOLES	4

struct kpage;

struct ptab {
	pte_t *root;
	word_t space_word;	/* what a processor loads for the space: the root, and more */
	uvaddr_t end;		/* one past the last address of users; page aligned */
	/* Where users map nothing: kernel interface page, UTCB area, the kernel's window. */
	struct range hole[PTAB_MAX_HOLES];
	unsigned int nholes;
	struct range usable;	/* without a hole, as found last; changing holes empties it */
	/* The table of level 0 walked to last, in which there are still pages: ptab_leaf_slot(). */
	uvaddr_t leaf_va;	/* its first address; PTAB_NO_LEAF: none */
	pte_t *leaf;
	struct kpage *leaf_page;
	uvaddr_t window;	/* the kernel's window */
	paddr_t window_table;	/* first table of level 0 seen there at the beginning; 0: none */
	bool is_bare;		/* no processor walks it */
	void *ports;		/* a table of IO ports: block of their permission bitmap */
	bool identity;		/* sigma0: owns all physical memory, one to one */
#ifdef CONFIG_SMP
	struct cpu_set loaded;	/* processors that may have translations: <generic/loaded.h> */
	u32 holders[NR_CPUS];	/* how many threads each of them owns */
#endif
};

/*
 * Farther from each address of users than a table of level 0 covers. Users may name addresses there
 * all the same, so the table that goes with it is one that never has an entry, and that nobody may
 * fill.
 */
#define PTAB_NO_LEAF	BIT(WORD_BITS - 1)
extern pte_t ptab_no_leaf[];

static inline void ptab_forget_leaf(struct ptab *pt)
{
	pt->leaf_va = PTAB_NO_LEAF;
	pt->leaf = ptab_no_leaf;
}

/* Root table with the kernel's half. Errors: ERR_NOMEM. */
err_t ptab_init(struct ptab *pt) __must_check;
/* The same without anything of the kernel, for tables that no processor walks. */
err_t ptab_init_bare(struct ptab *pt) __must_check;
void ptab_destroy_bare(struct ptab *pt);
/* Users get addresses below `end` only: page aligned, and nothing of theirs lies above it. */
static inline void ptab_set_end(struct ptab *pt, uvaddr_t end)
{
	pt->end = end;
	pt->usable = (struct range){ 0 };
	ptab_forget_leaf(pt);
}

/* Other page tables of level 0 for the kernel's window: ARCH_WINDOW_TABLES, from this one on. */
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
