/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Context numbers of spaces, and the change from the firmware's address translation to the
 * kernel's. Executable and writable parts of the image lie in different TLB entries.
 */
#include <arch/space.h>

#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/mmu_miss.h>
#include <arch/tlb.h>
#include <arch/tsb.h>
#include <base/assert.h>
#include <base/closed.h>
#include <base/numbers.h>

#define CONTEXTS	BIT(CONTEXT_BITS)
#define PADDR_BITS	41

/* By context number: root tables, 0 where there is none. The miss handlers read it. */
static paddr_t context_root[CONTEXTS];
static word_t context_used[CONTEXTS / WORD_BITS];
paddr_t arch_physmap_end;

static struct closed_ranges closed;

void arch_phys_close(paddr_t start, paddr_t end)
{
	closed_add(&closed, start, end);
}

paddr_t arch_phys_end(void)
{
	return BIT(PADDR_BITS);
}

bool arch_phys_is_open(paddr_t start, paddr_t end)
{
	return start < end && end <= arch_phys_end() && !closed_overlaps(&closed, start, end);
}

void arch_paging_init(paddr_t top, const struct arch_image *image)
{
	/* The miss handler loads 64 KiB at a time. */
	arch_physmap_end = ALIGN_UP(top, 1ul << 16);
	context_used[0] |= BIT(CONTEXT_KERNEL);
	tsb_init();
	mmu_miss_init(PHYSMAP_BASE + arch_physmap_end, image_to_paddr(context_root));
	tlb_take_over((kvaddr_t)paddr_to_kv(image->start), (kvaddr_t)paddr_to_kv(image->end));
	asi_store(ASI_DMMU, MMU_PRIMARY, CONTEXT_KERNEL);
	/* Instructions of users can name this one, and find nothing: it has no tables. */
	asi_store(ASI_DMMU, MMU_SECONDARY, CONTEXT_KERNEL);
}

err_t arch_root_init(pte_t *root, word_t *space, struct arch_window *w)
{
	unsigned int context = number_take(context_used, CONTEXTS);

	(void)w;
	if (context == CONTEXTS)
		return ERR_NOMEM;
	*space = kv_to_paddr(root);
	context_root[context] = *space;
	*context_slot(*space) = context;
	return ERR_OK;
}

/* The number is clean before it can be another space's. */
void arch_root_release(pte_t *root, word_t space)
{
	u64 context = *context_slot(space);

	(void)root;
	context_root[context] = 0;
	arch_tlb_flush_space(space);
	if (asi_load(ASI_DMMU, MMU_PRIMARY) == context)
		asi_store(ASI_DMMU, MMU_PRIMARY, CONTEXT_KERNEL);
	*context_slot(space) = CONTEXT_KERNEL;
	number_give(context_used, (unsigned int)context);
}
