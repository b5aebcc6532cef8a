/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page-table entries: the bits of the processor behind functions that the page-table walk and
 * the mapping database use. Rights and status use r=4, w=2, x=1.
 * (AMD64 manual, volume 2, section 5.4)
 */
#ifndef L4_ARCH_PTE_H
#define L4_ARCH_PTE_H

#include <arch/page.h>
#include <base/rights.h>

typedef u64 pte_t;

#define PTE_P		BIT(0)
#define PTE_W		BIT(1)
#define PTE_U		BIT(2)
#define PTE_PWT		BIT(3)
#define PTE_PCD		BIT(4)
#define PTE_A		BIT(5)
#define PTE_D		BIT(6)
#define PTE_PS		BIT(7)
#define PTE_PAT_SMALL	BIT(7)
#define PTE_G		BIT(8)
#define PTE_KERNEL	BIT(9)	/* software: page given by the kernel itself (KIP, UTCB) */
#define PTE_PAT_LARGE	BIT(12)
#define PTE_NX		BIT(63)
#define PTE_ADDR	0x000ffffffffff000ul

/* PTE_NX where the processor has it, else 0: execution then follows readability. */
extern pte_t arch_pte_nx;

static inline bool pte_is_present(pte_t e)
{
	return e & PTE_P;
}

/* A present entry of a table of this level maps a page, not a further table. */
static inline bool pte_is_leaf(pte_t e, unsigned int level)
{
	return level == 0 || (e & PTE_PS);
}

/* Users may access the page, with the rights that it has. */
static inline bool pte_is_user(pte_t e)
{
	return e & PTE_U;
}

static inline bool pte_is_kernel(pte_t e)
{
	return e & PTE_KERNEL;
}

/* A page that somebody has mapped, in a table that may hold such pages: it has a node. */
static inline bool pte_is_mapped(pte_t e)
{
	return (e & (PTE_P | PTE_KERNEL)) == PTE_P;
}

static inline pte_t pte_make_table(paddr_t pa)
{
	return pa | PTE_P | PTE_W | PTE_U;
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
	return RIGHT_R | (e & PTE_W ? RIGHT_W : 0) | (e & PTE_NX ? 0 : RIGHT_X);
}

static inline pte_t pte_with_rights(pte_t e, unsigned int rights)
{
	e &= ~(PTE_W | PTE_NX);
	return e | (rights & RIGHT_W ? PTE_W : 0) | (rights & RIGHT_X ? 0 : arch_pte_nx);
}

static inline pte_t pte_with_memory_type(pte_t e, unsigned int level, enum arch_memory_type type)
{
	pte_t pat = level ? PTE_PAT_LARGE : PTE_PAT_SMALL;

	e &= ~(PTE_PWT | PTE_PCD | pat);
	return e | (type & 1 ? PTE_PWT : 0) | (type & 2 ? PTE_PCD : 0) | (type & 4 ? pat : 0);
}

/* A user page; `like` gives the memory attributes (0: write back). */
static inline pte_t pte_make_page(paddr_t pa, unsigned int level, unsigned int rights, pte_t like,
				  unsigned int like_level)
{
	pte_t pat = like & (like_level ? PTE_PAT_LARGE : PTE_PAT_SMALL);
	pte_t e = pa | PTE_P | PTE_U | (like & (PTE_PWT | PTE_PCD));

	if (level)
		e |= PTE_PS | (pat ? PTE_PAT_LARGE : 0);
	else
		e |= pat ? PTE_PAT_SMALL : 0;
	return pte_with_rights(e, rights);
}

/* A small page that the kernel gives to users: no mapping, users cannot change it. */
static inline pte_t pte_make_kernel(paddr_t pa, unsigned int rights)
{
	return pte_with_rights(pa | PTE_P | PTE_U | PTE_KERNEL, rights);
}

/*
 * What the processor recorded: accessed tells r and x, dirty tells w and r. The two bits, which are
 * neighbours, choose one of four digits.
 */
#define PTE_STATUS_OF_AD \
	((RIGHT_R | RIGHT_X) << 4 | (RIGHT_W | RIGHT_R) << 8 | RIGHT_RWX << 12)

static inline unsigned int pte_status(pte_t e)
{
	return PTE_STATUS_OF_AD >> ((e & (PTE_A | PTE_D)) >> 3) & RIGHT_RWX;
}

/* Its status is not empty. */
static inline bool pte_is_used(pte_t e)
{
	return e & (PTE_A | PTE_D);
}

/* The user may read (write) the page, and its status tells it: an access changes nothing. */
static inline bool pte_is_ready(pte_t e, bool write)
{
	pte_t need = PTE_P | PTE_U | PTE_A | (write ? PTE_W | PTE_D : 0);

	return (e & need) == need;
}

/* The entry of the smallest page behind that of e in memory, alike in all else. */
static inline pte_t pte_follower(pte_t e)
{
	return e + ARCH_PAGE_SIZE;
}

static inline pte_t pte_clear_status(pte_t e)
{
	return e & ~(PTE_A | PTE_D);
}

/* What is the same of all pages that are derived with some rights. */
struct pte_cut {
	pte_t keep, add;
};

static inline struct pte_cut pte_cut(unsigned int rights)
{
	return (struct pte_cut){
		.keep = ~(PTE_A | PTE_D | (rights & RIGHT_W ? 0 : PTE_W)),
		.add = rights & RIGHT_X ? 0 : arch_pte_nx,
	};
}

static inline pte_t pte_cut_derive(pte_t e, struct pte_cut cut)
{
	return (e & cut.keep) | cut.add;
}

/* The same page for somebody else: with no right that is not in `rights`, and unused. */
static inline pte_t pte_derive(pte_t e, unsigned int rights)
{
	return pte_cut_derive(e, pte_cut(rights));
}

/* Entry i of the pages that replace the large page `e` of level 1. */
static inline pte_t pte_split(pte_t e, unsigned int i)
{
	pte_t pat = e & PTE_PAT_LARGE ? PTE_PAT_SMALL : 0;

	return (e & ~(PTE_PS | PTE_PAT_LARGE)) | pat | ((pte_t)i << ARCH_PAGE_SHIFT);
}

/*
 * Change an entry. The processor may set its accessed and dirty bits at any time, so the old
 * value is exchanged atomically and returned.
 */
static inline pte_t pte_exchange(pte_t *slot, pte_t e)
{
	return __atomic_exchange_n(slot, e, __ATOMIC_ACQ_REL);
}

static inline pte_t pte_read(const pte_t *slot)
{
	return __atomic_load_n(slot, __ATOMIC_RELAXED);
}

/*
 * The entry, which was *e when it was looked at, becomes n: true, and *e is what it was. With
 * several processors it may be another one by now: false, and *e is what it is.
 */
static inline bool pte_change(pte_t *slot, pte_t *e, pte_t n)
{
	if (IS_ENABLED(CONFIG_SMP))
		return __atomic_compare_exchange_n(slot, e, n, false, __ATOMIC_SEQ_CST,
						   __ATOMIC_ACQUIRE);
	*e = pte_exchange(slot, n);
	return true;
}

/* Set the status bits of a page that the kernel accesses for its user. As pte_change(). */
static inline bool pte_touch(pte_t *slot, pte_t *e, bool write)
{
	pte_t bits = PTE_A | (write ? PTE_D : 0);

	if (IS_ENABLED(CONFIG_SMP)) {
		if (!pte_change(slot, e, *e | bits))
			return false;
		*e |= bits;
		return true;
	}
	if ((*slot & bits) != bits)
		__atomic_fetch_or(slot, bits, __ATOMIC_RELAXED);
	*e = pte_read(slot);
	return true;
}

static inline void pte_write(pte_t *slot, pte_t e)
{
	__atomic_store_n(slot, e, __ATOMIC_RELEASE);
}

#endif
