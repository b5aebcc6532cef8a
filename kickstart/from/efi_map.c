/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads memory maps of UEFI. (UEFI 2.10, section 7.2.3: EFI_MEMORY_DESCRIPTOR)
 */
#include "efi_map.h"

/* Byte offsets. */
#define DESCRIPTOR_TYPE		0
#define DESCRIPTOR_START	8
#define DESCRIPTOR_PAGES	24
#define DESCRIPTOR_MIN		40

#define PAGE_SHIFT	12

/* EFI_MEMORY_TYPE, in its order, as BIOS maps number the same. */
static const u8 types[] = {
	MEMORY_RESERVED,
	MEMORY_RAM,		/* code of the boot loader, */
	MEMORY_RAM,		/* its data */
	MEMORY_RAM,		/* code of the boot services, */
	MEMORY_RAM,		/* their data */
	MEMORY_RESERVED,	/* code of the runtime services, */
	MEMORY_RESERVED,	/* their data */
	MEMORY_RAM,		/* free */
	MEMORY_BAD,
	MEMORY_ACPI,
	MEMORY_NVS,
	MEMORY_RESERVED,	/* registers, */
	MEMORY_RESERVED,	/* ports seen as memory */
	MEMORY_RESERVED,	/* code of the processor */
	MEMORY_PERSISTENT,
};

bool efi_map_read(const struct phys *mem, struct range r, u32 size, struct memory *memory,
		  struct problem *why)
{
	u32 bytes = (u32)range_size(r);

	if (size < DESCRIPTOR_MIN || bytes % size)
		return problem(why, PROBLEM_MEMORY_MAP,
			       "the firmware's memory map of %u bytes has entries of %u", bytes,
			       size);
	for (; r.start < r.end; r.start += size) {
		u32 type = phys_get32(mem, r.start + DESCRIPTOR_TYPE);
		u64 start = phys_get64(mem, r.start + DESCRIPTOR_START);
		u64 pages = phys_get64(mem, r.start + DESCRIPTOR_PAGES);

		if (pages >> (64 - PAGE_SHIFT))
			return problem(why, PROBLEM_MEMORY_MAP,
				       "memory map: %#llx pages at %#llx wrap round", ull(pages),
				       ull(start));
		if (!memory_add(memory, start, pages << PAGE_SHIFT,
				type < ARRAY_SIZE(types) ? types[type] : MEMORY_RESERVED, why))
			return false;
	}
	return true;
}
