/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks for ACPI's root pointer.
 */
#include "rsdp.h"

#define RSDP_ALIGN	16
#define RSDP_BEGIN	0x20445352	/* bytes "RSD ", read little-endian */

#define EBDA_SEGMENT	0x40e	/* where the BIOS notes its extended data area */
#define EBDA_FIRST	0x400
#define EBDA_END	0xa0000
#define EBDA_BYTES	1024
#define BIOS_START	0xe0000
#define BIOS_END	0x100000

/* More than firmware keeps there: a map that says so must not hold up the boot. */
#define SEARCH_MAX	(64 * MIB)

bool rsdp_is_sound(const u8 *bytes)
{
	u8 sum = 0;

	for (u32 i = 0; i < RSDP_BYTES; i++)
		sum = (u8)(sum + bytes[i]);
	return sum == 0 && __builtin_memcmp(bytes, "RSD PTR ", 8) == 0;
}

static paddr_t find_in(const struct phys *mem, struct range r)
{
	u8 bytes[RSDP_BYTES];
	paddr_t at;

	while (phys_find32(mem, r, RSDP_ALIGN, RSDP_BEGIN, &at)) {
		if (at < r.end && r.end - at >= sizeof(bytes) &&
		    phys_read(mem, at, bytes, sizeof(bytes)) && rsdp_is_sound(bytes))
			return at;
		r.start = at + RSDP_ALIGN;
		if (range_is_empty(r))
			break;
	}
	return 0;
}

/* The first part of the BIOS's extended data area, or its read-only memory. */
static paddr_t find_bios(const struct phys *mem)
{
	paddr_t ebda = (paddr_t)phys_get16(mem, EBDA_SEGMENT) << 4, at = 0;

	if (ebda >= EBDA_FIRST && ebda < EBDA_END)
		at = find_in(mem, (struct range){ ebda, ebda + EBDA_BYTES });
	return at ? at : find_in(mem, (struct range){ BIOS_START, BIOS_END });
}

paddr_t rsdp_find(const struct phys *mem, const struct memory *memory)
{
	u64 left = SEARCH_MAX;

	for (u32 i = 0; i < memory->entries; i++) {
		struct range r = range_below(memory->map[i].at, mem->size);
		paddr_t at;

		r.start = round_up(r.start, RSDP_ALIGN);
		if (memory->map[i].type != MEMORY_ACPI || range_is_empty(r))
			continue;
		r = range_below(r, r.start + left);
		left -= range_size(r);
		at = find_in(mem, r);
		if (at)
			return at;
	}
	return mem->target->has_bios ? find_bios(mem) : 0;
}
