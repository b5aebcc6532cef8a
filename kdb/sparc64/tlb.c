/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands for the translation look-aside buffers, and for the tables in memory behind them.
 */
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/page.h>
#include <arch/ptebits.h>
#include <arch/tsb.h>
#include <kdb/kdb.h>

#define SLOT_BYTES	8
#define PADDR_MASK	MASK(41)

static void print_entry(const char *which, unsigned int i, u64 tag, u64 tte)
{
	static const char *const sizes[] = { "8K", "64K", "512K", "4M" };

	kdb_printf("%s %2u: %016lx context %4lu -> %011lx %-4s %c%c%c%c%c\n", which, i,
		   ALIGN_DOWN(tag, ARCH_PAGE_SIZE), tag & MASK(CONTEXT_BITS),
		   tte & PADDR_MASK & ~(ARCH_PAGE_SIZE - 1), sizes[tte >> TTE_SIZE_SHIFT & 3],
		   tte & TTE_L ? 'l' : '-', tte & TTE_E ? 'e' : '-', tte & TTE_P ? 'p' : '-',
		   tte & TTE_W ? 'w' : '-', tte & TTE_G ? 'g' : '-');
}

static bool is_valid(u64 tte)
{
	return tte >> TTE_V_SHIFT != 0;
}

static void tlb(int argc, char **argv)
{
	u64 tte;

	(void)argc;
	(void)argv;
	kdb_printf("primary context %lu\n", asi_load(ASI_DMMU, MMU_PRIMARY));
	for (unsigned int i = 0; i < TLB_ENTRIES && !kdb_is_interrupted(); i++) {
		tte = asi_load(ASI_DTLB_ACCESS, i * SLOT_BYTES);
		if (is_valid(tte))
			print_entry("data", i, asi_load(ASI_DTLB_TAG, i * SLOT_BYTES), tte);
	}
	for (unsigned int i = 0; i < TLB_ENTRIES && !kdb_is_interrupted(); i++) {
		tte = asi_load(ASI_ITLB_ACCESS, i * SLOT_BYTES);
		if (is_valid(tte))
			print_entry("code", i, asi_load(ASI_ITLB_TAG, i * SLOT_BYTES), tte);
	}
}

KDB_COMMAND(tlb, "tlb", 0, 0, "", "entries of the translation look-aside buffers");

static void tsb(int argc, char **argv)
{
	unsigned int count = 0;
	u64 tag, tte;

	(void)argc;
	(void)argv;
	for (unsigned int i = 0; i < 2u << TSB_SHIFT && !kdb_is_interrupted(); i++) {
		bool is_code = i >> TSB_SHIFT;
		u64 context, low;

		if (!tsb_read(is_code, i & MASK(TSB_SHIFT), &tag, &tte))
			continue;
		/* The place gives the bits of the address that the tag does not have. */
		context = tag >> TAG_CONTEXT;
		low = ((i ^ context) & MASK(TSB_SHIFT)) << ARCH_PAGE_SHIFT;
		print_entry(is_code ? "code" : "data", i & MASK(TSB_SHIFT),
			    (tag & MASK(TAG_CONTEXT)) << TAG_VA_SHIFT | low | context, tte);
		count++;
	}
	kdb_printf("%u entries\n", count);
}

KDB_COMMAND(tsb, "tsb", 0, 0, "", "entries of the translation storage buffers");
