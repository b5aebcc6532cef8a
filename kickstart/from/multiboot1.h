/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a multiboot (version 1) boot loader tells.
 */
#ifndef L4_KICKSTART_MULTIBOOT1_H
#define L4_KICKSTART_MULTIBOOT1_H

#define MULTIBOOT_HEADER_MAGIC	0x1badb002
#define MULTIBOOT_HEADER_FLAGS	0x3		/* modules on page boundaries, memory information */
#define MULTIBOOT_MAGIC		0x2badb002	/* in EAX at entry */

#ifndef __ASSEMBLER__
#include "../core/loader_info.h"
#include "../core/module.h"

/*
 * Take everything over from the boot loader's structures, which may be overwritten from then on.
 * Nothing in them is trusted. Errors: PROBLEM_NOT_MULTIBOOT, _MULTIBOOT, _STRING, _MEMORY_MAP;
 * why->module tells which module.
 */
__must_check bool multiboot1_read(const struct phys *mem, u32 magic, paddr_t info,
				  struct loader_info *told, struct memory *memory,
				  struct module *modules, struct problem *why);
#endif

#endif
