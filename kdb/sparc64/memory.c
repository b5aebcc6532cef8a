/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which addresses of its own the kernel can read: its view of physical memory, as far as that goes.
 */
#include <arch/space.h>
#include <kdb/cpu.h>

bool kdb_cpu_is_kernel_address(word_t address)
{
	return address >= PHYSMAP_BASE;
}

size_t kdb_cpu_kernel_readable(kvaddr_t va)
{
	if (!kdb_cpu_is_kernel_address(va) ||
	    !arch_phys_is_mapped(kv_to_paddr((const void *)va), 1))
		return 0;
	return ARCH_PAGE_SIZE - (va & (ARCH_PAGE_SIZE - 1));
}
