/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Removing translations. A demap works on the context that is loaded, so that of the space is
 * loaded for an instant: the kernel itself lives in global entries.
 */
#include <arch/tlb.h>

#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/page.h>
#include <arch/ptebits.h>
#include <arch/tsb.h>

static kvaddr_t image_start, image_end;

/* The buffer first: what is removed from the TLB cannot come back from there. */
static void demap(u64 context, u64 operation)
{
	u64 old = asi_load(ASI_DMMU, MMU_PRIMARY);

	if (context != old)
		asi_store(ASI_DMMU, MMU_PRIMARY, context);
	asi_store(ASI_DTLB_DEMAP, operation, 0);
	asi_store(ASI_ITLB_DEMAP, operation, 0);
	if (context != old)
		asi_store(ASI_DMMU, MMU_PRIMARY, old);
	__asm__ volatile("flush %0" : : "r"(image_start) : "memory");
}

void arch_tlb_flush_page(word_t root, uvaddr_t va)
{
	u64 context = *context_slot(root);

	if (context == CONTEXT_KERNEL)
		return;
	tsb_forget_page(context, va);
	demap(context, ALIGN_DOWN(va, ARCH_PAGE_SIZE) | DEMAP_PAGE_PRIMARY);
}

void arch_tlb_flush_space(word_t root)
{
	u64 context = *context_slot(root);

	tsb_forget_context(context);
	demap(context, DEMAP_CONTEXT_PRIMARY);
}

static bool is_own(u64 tag, u64 tte)
{
	u64 va = ALIGN_DOWN(tag, ARCH_PAGE_SIZE);

	return (tte >> TTE_V_SHIFT) && (tte & TTE_L) && va >= image_start && va < image_end;
}

void tlb_take_over(kvaddr_t start, kvaddr_t end)
{
	image_start = start;
	image_end = end;
	for (u64 slot = 0; slot < 8 * TLB_ENTRIES; slot += 8) {
		if (!is_own(asi_load(ASI_DTLB_TAG, slot), asi_load(ASI_DTLB_ACCESS, slot)))
			asi_store(ASI_DTLB_ACCESS, slot, 0);
		if (!is_own(asi_load(ASI_ITLB_TAG, slot), asi_load(ASI_ITLB_ACCESS, slot)))
			asi_store(ASI_ITLB_ACCESS, slot, 0);
	}
	__asm__ volatile("flush %0" : : "r"(image_start) : "memory");
}
