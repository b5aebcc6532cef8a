/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page-table entries of the host port. The format is nobody's, so that nothing above depends on a
 * processor's: rights and status stand in fields of their own, reading, writing and executing are
 * told apart in the status.
 */
#ifndef L4_ARCH_PTE_H
#define L4_ARCH_PTE_H

#include <arch/page.h>
#include <base/atomic.h>
#include <base/rights.h>

typedef u64 pte_t;

#define PTE_VALID	BIT(63)
#define PTE_LEAF	BIT(62)
#define PTE_KERNEL	BIT(61)	/* page given by the kernel itself (KIP, UTCB) */
#define PTE_TYPE_SHIFT	56
#define PTE_CACHE	(7ul << PTE_TYPE_SHIFT)	/* memory type */
#define PTE_ADDR	0x0000fffffffff000ul
#define PTE_RIGHTS_SHIFT	6
#define PTE_STATUS_SHIFT	0

static inline bool pte_is_present(pte_t e)
{
	return (e & PTE_VALID) != 0;
}

static inline bool pte_is_leaf(pte_t e, unsigned int level)
{
	return level == 0 || (e & PTE_LEAF) != 0;
}

/* Users may see the page: here, all that page tables hold. */
static inline bool pte_is_user(pte_t e)
{
	return pte_is_present(e);
}

static inline bool pte_is_kernel(pte_t e)
{
	return (e & PTE_KERNEL) != 0;
}

/* A page that somebody has mapped, in a table that may hold such pages: it has a node. */
static inline bool pte_is_mapped(pte_t e)
{
	return pte_is_present(e) && !pte_is_kernel(e);
}

static inline pte_t pte_make_table(paddr_t pa)
{
	return pa | PTE_VALID;
}

static inline paddr_t pte_table(pte_t e)
{
	return e & PTE_ADDR;
}

static inline paddr_t pte_paddr(pte_t e, unsigned int level)
{
	return e & PTE_ADDR & ~(level_size(level) - 1);
}

static inline unsigned int pte_rights(pte_t e)
{
	return (e >> PTE_RIGHTS_SHIFT) & RIGHT_RWX;
}

/* A present page can be read. */
static inline pte_t pte_with_rights(pte_t e, unsigned int rights)
{
	e &= ~((pte_t)RIGHT_RWX << PTE_RIGHTS_SHIFT);
	return e | (pte_t)(rights | RIGHT_R) << PTE_RIGHTS_SHIFT;
}

static inline pte_t pte_with_memory_type(pte_t e, unsigned int level, enum arch_memory_type type)
{
	(void)level;
	return (e & ~(pte_t)PTE_CACHE) | (pte_t)type << PTE_TYPE_SHIFT;
}

static inline pte_t pte_make_page(paddr_t pa, unsigned int level, unsigned int rights, pte_t like,
				  unsigned int like_level)
{
	(void)level;
	(void)like_level;
	return pte_with_rights(pa | PTE_VALID | PTE_LEAF | (like & PTE_CACHE), rights);
}

static inline pte_t pte_make_kernel(paddr_t pa, unsigned int rights)
{
	return pte_with_rights(pa | PTE_VALID | PTE_LEAF | PTE_KERNEL, rights);
}

static inline unsigned int pte_status(pte_t e)
{
	return (e >> PTE_STATUS_SHIFT) & RIGHT_RWX;
}

/* Its status is not empty. */
static inline bool pte_is_used(pte_t e)
{
	return pte_status(e) != 0;
}

/* The user may read (write) the page, and its status tells it: an access changes nothing. */
static inline bool pte_is_ready(pte_t e, bool write)
{
	unsigned int need = write ? RIGHT_R | RIGHT_W : RIGHT_R;

	return pte_is_present(e) && (pte_rights(e) & need) == need &&
	       (pte_status(e) & need) == need;
}

/* The entry of the smallest page behind that of e in memory, alike in all else. */
static inline pte_t pte_follower(pte_t e)
{
	return e + ARCH_PAGE_SIZE;
}

static inline pte_t pte_clear_status(pte_t e)
{
	return e & ~((pte_t)RIGHT_RWX << PTE_STATUS_SHIFT);
}

/* The same page for somebody else: with no right that is not in `rights`, and unused. */
static inline pte_t pte_derive(pte_t e, unsigned int rights)
{
	return pte_clear_status(pte_with_rights(e, pte_rights(e) & rights));
}

/* What is the same of all pages that are derived with some rights. */
struct pte_cut {
	unsigned int rights;
};

static inline struct pte_cut pte_cut(unsigned int rights)
{
	return (struct pte_cut){ rights };
}

static inline pte_t pte_cut_derive(pte_t e, struct pte_cut cut)
{
	return pte_derive(e, cut.rights);
}

static inline pte_t pte_split(pte_t e, unsigned int i)
{
	return e + ((pte_t)i << ARCH_PAGE_SHIFT);
}

/* Processors set status bits at any time. */
static inline pte_t pte_exchange(pte_t *slot, pte_t e)
{
	return atomic_swap(slot, e);
}

static inline pte_t pte_read(const pte_t *slot)
{
	return atomic_read(slot);
}

/* True: the entry was *e, and is n; false: *e is what it is. */
static inline bool pte_change(pte_t *slot, pte_t *e, pte_t n)
{
	bool is_changed = atomic_change(slot, *e, n);

	if (!is_changed)
		*e = pte_read(slot);
	return is_changed;
}

/* Set the status bits of a page that the kernel accesses for its user. As pte_change(). */
static inline bool pte_touch(pte_t *slot, pte_t *e, bool write)
{
	pte_t n = *e | (pte_t)(RIGHT_R | (write ? RIGHT_W : 0)) << PTE_STATUS_SHIFT;
	bool is_changed = pte_change(slot, e, n);

	if (is_changed)
		*e = n;
	return is_changed;
}

static inline void pte_write(pte_t *slot, pte_t e)
{
	atomic_publish(slot, e);
}

#endif
