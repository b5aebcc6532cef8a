/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page-table entries behind functions that the page-table walk and the mapping database use.
 * Rights and status use r=4, w=2, x=1. The TLB knows neither execute rights nor accessed and
 * dirty bits: the miss handlers derive them from software bits.
 */
#ifndef L4_ARCH_PTE_H
#define L4_ARCH_PTE_H

#include <arch/page.h>
#include <arch/ptebits.h>
#include <base/rights.h>

typedef u64 pte_t;

#define TTE_V		BIT(TTE_V_SHIFT)
#define TTE_SIZE_MASK	(3ul << TTE_SIZE_SHIFT)
#define TTE_RIGHTS	((pte_t)RIGHT_RWX << TTE_RIGHTS_SHIFT)
#define TTE_KERNEL	BIT(50)	/* software: page given by the kernel itself (KIP, UTCB) */
#define TTE_PADDR	0x000001ffffffe000ul
STATIC_ASSERT(TTE_SOFT_R == RIGHT_R << TTE_RIGHTS_SHIFT &&
	      TTE_SOFT_W == RIGHT_W << TTE_RIGHTS_SHIFT &&
	      TTE_SOFT_X == RIGHT_X << TTE_RIGHTS_SHIFT, "rights have one order");

/* Device registers lie in the upper half of physical addresses. */
#define PADDR_DEVICE	BIT(40)

static inline bool pte_is_present(pte_t e)
{
	return e != 0;
}

/* A present entry of a table of this level maps a page, not a further table. */
static inline bool pte_is_leaf(pte_t e, unsigned int level)
{
	(void)level;
	return e & TTE_V;
}

/* Users may access the page, with the rights that it has. */
static inline bool pte_is_user(pte_t e)
{
	return e & TTE_V;
}

static inline bool pte_is_kernel(pte_t e)
{
	return e & TTE_KERNEL;
}

/* A page that somebody has mapped, in a table that may hold such pages: it has a node. */
static inline bool pte_is_mapped(pte_t e)
{
	return pte_is_present(e) && !pte_is_kernel(e);
}

/* No table lies at physical address 0: the entry would look empty. */
static inline pte_t pte_make_table(paddr_t pa)
{
	return pa;
}

static inline paddr_t pte_table(pte_t e)
{
	return e;
}

static inline paddr_t pte_paddr(pte_t e, unsigned int level)
{
	return e & TTE_PADDR & ~(level_size(level) - 1);
}

static inline unsigned int pte_rights(pte_t e)
{
	return (unsigned int)(e >> TTE_RIGHTS_SHIFT) & RIGHT_RWX;
}

/* Rights in their place. Write implies read: the data TLB cannot tell them apart. */
static inline pte_t pte_of_rights(unsigned int rights)
{
	rights |= (rights & RIGHT_W) * (RIGHT_R / RIGHT_W);
	return (pte_t)(rights & RIGHT_RWX) << TTE_RIGHTS_SHIFT;
}

static inline pte_t pte_with_rights(pte_t e, unsigned int rights)
{
	e &= ~TTE_RIGHTS;
	if (!(rights & RIGHT_W))
		e &= ~(pte_t)TTE_W;
	return e | pte_of_rights(rights);
}

static inline pte_t pte_of_paddr(paddr_t pa, unsigned int level)
{
	return pa | TTE_V | (level ? (pte_t)TTE_SIZE_4M << TTE_SIZE_SHIFT : 0) |
	       (pa & PADDR_DEVICE ? TTE_E : TTE_CP | TTE_CV);
}

static inline pte_t pte_with_memory_type(pte_t e, unsigned int level, enum arch_memory_type type)
{
	if (pte_paddr(e, level) & PADDR_DEVICE)
		return e;
	e &= ~(pte_t)(TTE_CP | TTE_CV | TTE_E);
	return e | (type == MEMORY_WRITE_BACK ? TTE_CP | TTE_CV : TTE_E);
}

/* A user page with the memory type of `like`, or that of its address (like 0). */
static inline pte_t pte_make_page(paddr_t pa, unsigned int level, unsigned int rights, pte_t like,
				  unsigned int like_level)
{
	pte_t e = pte_with_rights(pte_of_paddr(pa, level), rights);

	(void)like_level;
	if (like == 0 || (like & TTE_CP))
		return e;
	return pte_with_memory_type(e, level, MEMORY_UNCACHEABLE);
}

/* A small page that the kernel gives to users: no mapping, users cannot change it. */
static inline pte_t pte_make_kernel(paddr_t pa, unsigned int rights)
{
	return pte_with_rights(pte_of_paddr(pa, 0) | TTE_KERNEL, rights);
}

/* What the miss handlers recorded; TTE_W is set by the first store. */
static inline unsigned int pte_status(pte_t e)
{
	return (e & TTE_SEEN_D ? RIGHT_R : 0) | (e & TTE_SEEN_X ? RIGHT_X : 0) |
	       (e & TTE_W ? RIGHT_W | RIGHT_R : 0);
}

/* Its status is not empty. */
static inline bool pte_is_used(pte_t e)
{
	return pte_status(e) != 0;
}

/* The user may read (write) the page, and its status tells it: an access changes nothing. */
static inline bool pte_is_ready(pte_t e, bool write)
{
	pte_t need = TTE_V | TTE_SEEN_D | (write ? TTE_SOFT_W | TTE_W : TTE_SOFT_R);

	return (e & need) == need;
}

/* The entry of the smallest page behind that of e in memory, alike in all else. */
static inline pte_t pte_follower(pte_t e)
{
	return e + ARCH_PAGE_SIZE;
}

static inline pte_t pte_clear_status(pte_t e)
{
	return e & ~(pte_t)(TTE_SEEN_D | TTE_SEEN_X | TTE_W);
}

/* The same page for somebody else: with no right that is not in `rights`, and unused. */
static inline pte_t pte_derive(pte_t e, unsigned int rights)
{
	return (pte_clear_status(e) & ~TTE_RIGHTS) | pte_of_rights(pte_rights(e) & rights);
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

/* Entry i of the pages that replace the large page `e` of level 1. */
static inline pte_t pte_split(pte_t e, unsigned int i)
{
	return (e & ~TTE_SIZE_MASK) | (pte_t)i << ARCH_PAGE_SHIFT;
}

/*
 * Change an entry; returns the old one. The miss handlers of the own processor are the only
 * others that write entries, and cannot come in between: the kernel uses no address of a user.
 */
static inline pte_t pte_exchange(pte_t *slot, pte_t e)
{
	pte_t old = __atomic_load_n(slot, __ATOMIC_RELAXED);

	__atomic_store_n(slot, e, __ATOMIC_RELEASE);
	return old;
}

static inline pte_t pte_read(const pte_t *slot)
{
	return __atomic_load_n(slot, __ATOMIC_RELAXED);
}

/* The entry, which was *e when it was looked at, becomes n, and *e is what it was: always true. */
static inline bool pte_change(pte_t *slot, pte_t *e, pte_t n)
{
	*e = pte_exchange(slot, n);
	return true;
}

/* Set the status bits of a page that the kernel accesses for its user. As pte_change(). */
static inline bool pte_touch(pte_t *slot, pte_t *e, bool write)
{
	*slot |= TTE_SEEN_D | (write ? TTE_W : 0);
	*e = pte_read(slot);
	return true;
}

static inline void pte_write(pte_t *slot, pte_t e)
{
	__atomic_store_n(slot, e, __ATOMIC_RELEASE);
}

#endif
