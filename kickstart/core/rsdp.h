/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ACPI's root pointer, for loaders that do not tell it. (ACPI 6.4, section 5.2.5)
 */
#ifndef L4_KICKSTART_RSDP_H
#define L4_KICKSTART_RSDP_H

#include "memory.h"
#include "phys.h"

#define RSDP_BYTES	20	/* of the part that all revisions have, with a sum of its own */

/* Does it begin like a root pointer, and is the sum of the bytes that each has zero? */
bool rsdp_is_sound(const u8 *bytes);

/*
 * Where the root pointer lies: in what the map calls tables of ACPI, where UEFI keeps it, or where
 * the target's BIOS does; 0: it does not.
 */
paddr_t rsdp_find(const struct phys *mem, const struct memory *memory);

#endif
