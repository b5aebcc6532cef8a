/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the boot loader has told beside memory and modules, by whichever protocol.
 */
#ifndef L4_KICKSTART_LOADER_INFO_H
#define L4_KICKSTART_LOADER_INFO_H

#include "memory.h"
#include "phys.h"
#include "problem.h"

#include <lib/fb_mode.h>

/* Longest command line, and room for all of them together. */
#define CMDLINE_MAX	4096
#define STRINGS_SIZE	65536

#define RSDP_BYTES_MAX	36	/* of ACPI's root pointer, revision 2 */

/* A screen of direct colours, which fb_mode_objection() has nothing against; at is 0: none. */
struct framebuffer {
	paddr_t at;
	struct fb_mode mode;
};

struct loader_info {
	bool has_memory_sizes, has_boot_device;
	u32 mem_lower, mem_upper;	/* KiB below and above 1 MiB, if has_memory_sizes */
	u32 boot_device;		/* as the BIOS numbers them, if has_boot_device */
	paddr_t rsdp;			/* where ACPI's root pointer lies; 0 = not told */
	u32 rsdp_bytes;			/* of a copy of it; 0 = there is none */
	u8 rsdp_copy[RSDP_BYTES_MAX];
	struct framebuffer framebuffer;
	const char *cmdline;
	u32 num_modules;
	u32 strings_used;
	char strings[STRINGS_SIZE];	/* the command lines, also those of modules */
};

/* Nothing is told yet. */
void loader_info_clear(struct loader_info *told);

/*
 * Keeps a copy of the string at `at`, in memory that was not looked at yet, of which `bytes` bytes
 * are the string's. NULL: it does not end, is too long, or there is no room. (PROBLEM_STRING)
 */
const char *loader_take_string(const struct phys *mem, paddr_t at, u64 bytes,
			       struct loader_info *told, struct problem *why);

/*
 * Adds the memory that the sizes tell of, if they are told. Errors: PROBLEM_MULTIBOOT, _MEMORY_MAP.
 */
__must_check bool loader_add_sizes(const struct loader_info *told, struct memory *memory,
				   struct problem *why);

/*
 * Takes over the description of a framebuffer at `at`, its colours at `colours`: both multiboot
 * protocols have the same fields. The caller has checked the addresses. What is no screen of direct
 * colours, or cannot be, is none: false.
 */
bool loader_take_framebuffer(const struct phys *mem, paddr_t at, paddr_t colours,
			     struct loader_info *told);

#endif
