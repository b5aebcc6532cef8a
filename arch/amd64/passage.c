/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What programs' page tables show of the kernel's half: one part of the root, with few small pages
 * in it. They are global, as the kernel's own tables show them too.
 */
#include <arch/passage.h>

#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <arch/space.h>
#include <base/assert.h>

/* All of it lies in the last part: the image, and where a wrong GS leads. */
#define PART	(BIT(ARCH_PTAB_BITS) - 1)
#define TOP	(ARCH_PTAB_LEVELS - 1)

static pte_t *part;
static void *(*alloc_page)(void);

static pte_t *new_table(void)
{
	pte_t *table = alloc_page();

	if (table == NULL)
		panic("no memory for programs' page tables");
	return table;
}

void passage_init(u64 *word, void *(*zalloc_page)(void))
{
	alloc_page = zalloc_page;
	part = new_table();
	*word = paging_kernel_word();
}

void passage_show(kvaddr_t va, paddr_t pa, pte_t flags)
{
	pte_t *table = part;

	ASSERT((va >> level_shift(TOP) & PART) == PART);
	for (unsigned int l = TOP - 1; l > 0; l--) {
		pte_t *slot = &table[va >> level_shift(l) & PART];

		if (!pte_is_present(*slot))
			*slot = kv_to_paddr(new_table()) | PTE_P | PTE_W;
		table = paddr_to_kv(pte_table(*slot));
	}
	table[va >> level_shift(0) & PART] = pa | PTE_P | PTE_G | PTE_A | PTE_D | flags;
}

void passage_enter(pte_t *root)
{
	root[PART] = kv_to_paddr(part) | PTE_P | PTE_W;
}
