/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which addresses of its own the kernel can read: the page tables that are loaded say so.
 */
#include <arch/cpureg.h>
#include <arch/pte.h>
#include <arch/space.h>
#include <kdb/cpu.h>

bool kdb_cpu_is_kernel_address(word_t address)
{
	return address >= PHYSMAP_BASE;
}

size_t kdb_cpu_kernel_readable(kvaddr_t va)
{
	paddr_t table = read_cr3() & CR3_ADDR_MASK;

	if (!kdb_cpu_is_kernel_address(va))
		return 0;
	for (unsigned int l = ARCH_PTAB_LEVELS; l-- > 0;) {
		unsigned int i = (va >> level_shift(l)) & MASK(ARCH_PTAB_BITS);
		pte_t e;

		if (!arch_phys_is_mapped(table, ARCH_PAGE_SIZE))
			return 0;
		e = pte_read((const pte_t *)paddr_to_kv(table) + i);
		if (!pte_is_present(e))
			return 0;
		if (pte_is_leaf(e, l))
			return level_size(l) - (va & (level_size(l) - 1));
		table = pte_table(e);
	}
	return 0;
}
