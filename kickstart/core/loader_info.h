/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the boot loader has told beside memory and modules, by whichever protocol.
 */
#ifndef L4_KICKSTART_LOADER_INFO_H
#define L4_KICKSTART_LOADER_INFO_H

#include "phys.h"
#include "problem.h"

/* Longest command line, and room for all of them together. */
#define CMDLINE_MAX	4096
#define STRINGS_SIZE	65536

struct loader_info {
	bool has_memory_sizes, has_boot_device;
	u32 mem_lower, mem_upper;	/* KiB below and above 1 MiB, if has_memory_sizes */
	u32 boot_device;		/* as the BIOS numbers them, if has_boot_device */
	paddr_t rsdp;			/* ACPI's root pointer; 0 = not told */
	const char *cmdline;
	u32 num_modules;
	u32 strings_used;
	char strings[STRINGS_SIZE];	/* the command lines, also those of modules */
};

/*
 * Keeps a copy of the string at `at`, in memory that was not looked at yet. NULL: it does not end,
 * is too long, or there is no room. (PROBLEM_STRING)
 */
const char *loader_take_string(const struct phys *mem, paddr_t at, struct loader_info *told,
			       struct problem *why);

#endif
