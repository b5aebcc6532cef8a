/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory map as UEFI firmware has it.
 */
#ifndef L4_KICKSTART_EFI_MAP_H
#define L4_KICKSTART_EFI_MAP_H

#include "../core/memory.h"
#include "../core/phys.h"

/*
 * Add the entries of the map that lies in r, below 4 GiB, which the caller has checked, each of
 * `size` bytes. The firmware's boot services have ended: their memory is free. Errors:
 * PROBLEM_MEMORY_MAP.
 */
__must_check bool efi_map_read(const struct phys *mem, struct range r, u32 size,
			       struct memory *memory, struct problem *why);

#endif
