/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a multiboot (version 1) boot loader tells, and the copy of it that users get.
 */
#ifndef L4_KICKSTART_MULTIBOOT_H
#define L4_KICKSTART_MULTIBOOT_H

#define MULTIBOOT_HEADER_MAGIC	0x1badb002
#define MULTIBOOT_HEADER_FLAGS	0x3		/* modules on page boundaries, memory information */
#define MULTIBOOT_MAGIC		0x2badb002	/* in EAX at entry */

#ifndef __ASSEMBLER__
#include "module.h"

/* Longest command line, and room for all of them together. */
#define CMDLINE_MAX	4096
#define STRINGS_SIZE	65536

struct multiboot {
	u32 flags;			/* only those of what is kept here */
	u32 mem_lower, mem_upper;	/* KiB below and above 1 MiB */
	u32 boot_device;
	const char *cmdline;
	u32 num_modules;
	u32 strings_used;
	char strings[STRINGS_SIZE];
};

/*
 * Take everything over from the boot loader's structures, which may be overwritten from then on.
 * Nothing in them is trusted. Errors: PROBLEM_NOT_MULTIBOOT, _MULTIBOOT, _STRING, _MEMORY_MAP;
 * why->module tells which module.
 */
__must_check bool multiboot_read(const struct phys *mem, u32 magic, paddr_t info,
				 struct multiboot *mb, struct memory *memory,
				 struct module *modules, struct problem *why);

/*
 * A multiboot structure with module table, memory map and strings in one piece at `at`, for
 * users: programs are described as loaded, the command line is `cmdline`. The first function
 * tells how large it is.
 */
u64 multiboot_copy_size(const struct multiboot *mb, const struct memory *memory,
			const struct module *modules, const char *cmdline);
void multiboot_copy(const struct phys *mem, paddr_t at, const struct multiboot *mb,
		    const struct memory *memory, const struct module *modules,
		    const char *cmdline);
#endif

#endif
