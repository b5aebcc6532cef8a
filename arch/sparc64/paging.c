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
#include <base/assert.h>
#include <base/closed.h>

#define CONTEXTS	BIT(CONTEXT_BITS)
#define CONTEXT_KERNEL	0u
#define PADDR_BITS	41

static u64 context_used[CONTEXTS / WORD_BITS];
static paddr_t physmap_end;

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

bool arch_phys_is_mapped(paddr_t start, size_t bytes)
{
	return start < physmap_end && bytes <= physmap_end - start;
}

void arch_paging_init(paddr_t top, const struct arch_image *image)
{
	/* The miss handler loads 64 KiB at a time. */
	physmap_end = ALIGN_UP(top, 1ul << 16);
	context_used[0] |= BIT(CONTEXT_KERNEL);
	mmu_miss_init(PHYSMAP_BASE + physmap_end);
	tlb_take_over((kvaddr_t)paddr_to_kv(image->start), (kvaddr_t)paddr_to_kv(image->end));
	asi_store(ASI_DMMU, MMU_PRIMARY, CONTEXT_KERNEL);
}

/* A root table fills half of its page; what the exit code needs to know lies behind it. */
static u64 *context_slot(pte_t *root)
{
	return root + BIT(ARCH_PTAB_BITS);
}

err_t arch_root_init(pte_t *root, struct arch_window *w)
{
	(void)w;
	for (unsigned int i = 0; i < ARRAY_SIZE(context_used); i++) {
		if (context_used[i] != ~(u64)0) {
			unsigned int bit = bit_lowest(~context_used[i]);

			context_used[i] |= BIT(bit);
			*context_slot(root) = i * WORD_BITS + bit;
			return ERR_OK;
		}
	}
	return ERR_NOMEM;
}

void arch_root_release(pte_t *root, paddr_t root_pa)
{
	u64 context = *context_slot(root);

	arch_tlb_flush_space(root_pa);
	if (asi_load(ASI_DMMU, MMU_PRIMARY) == context)
		asi_store(ASI_DMMU, MMU_PRIMARY, CONTEXT_KERNEL);
	mmu_miss_forget(root_pa);
	context_used[context / WORD_BITS] &= ~BIT(context % WORD_BITS);
}
