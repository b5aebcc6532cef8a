/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What OpenFirmware tells: memory and a command line. (IEEE 1275-1994, annex A and 3.5)
 */
#ifndef L4_KICKSTART_OPENFIRMWARE_H
#define L4_KICKSTART_OPENFIRMWARE_H

#include "../core/loader_info.h"
#include "../core/memory.h"

/* What the firmware has of memory and does not offer: its own. */
#define MEMORY_FIRMWARE	2

/*
 * All memory there is; what the firmware does not offer is noted as its own, apart from what it has
 * loaded: loader and modules are at `own`. Errors: PROBLEM_MEMORY_MAP.
 */
__must_check bool openfirmware_memory(struct memory *memory, struct range own,
				      struct problem *why);

/*
 * Puts the words that the user gave to the firmware before those that `told` has, so that they
 * count. Errors: PROBLEM_STRING.
 */
__must_check bool openfirmware_cmdline(struct loader_info *told, struct problem *why);

/* The end of memory, for a view of all of it; 0: not told. */
u64 openfirmware_memory_end(void);

#endif
