/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a multiboot 2 boot loader tells, and the header by which it knows the loader.
 */
#ifndef L4_KICKSTART_MULTIBOOT2_H
#define L4_KICKSTART_MULTIBOOT2_H

#define MULTIBOOT2_HEADER_MAGIC	0xe85250d6
#define MULTIBOOT2_HEADER_I386	0		/* entered in 32-bit protected mode */
#define MULTIBOOT2_MAGIC	0x36d76289	/* in EAX at entry */

/* Tags of the header. */
#define MULTIBOOT2_WANT_END	0
#define MULTIBOOT2_WANT_TAGS	1		/* wants to be told these */
#define MULTIBOOT2_WANT_FRAMEBUFFER 5		/* width, height, depth; 0: any */
#define MULTIBOOT2_WANT_PAGES	6		/* modules on page boundaries */
#define MULTIBOOT2_OPTIONAL	1		/* flag: boots without, too */

/* Tags of the information. */
#define MULTIBOOT2_END		0
#define MULTIBOOT2_CMDLINE	1
#define MULTIBOOT2_MODULE	3
#define MULTIBOOT2_SIZES	4
#define MULTIBOOT2_BOOT_DEVICE	5
#define MULTIBOOT2_MMAP		6
#define MULTIBOOT2_FRAMEBUFFER	8
#define MULTIBOOT2_RSDP_OLD	14
#define MULTIBOOT2_RSDP_NEW	15
#define MULTIBOOT2_EFI_MAP	17
#define MULTIBOOT2_EFI_RUNS	18		/* the firmware's boot services have not ended */

#ifndef __ASSEMBLER__
#include "../core/loader_info.h"
#include "../core/module.h"

/*
 * Take everything over from the boot loader's structures, which may be overwritten from then on.
 * Nothing in them is trusted. Of tags that there should be once the first one counts. Errors:
 * PROBLEM_MULTIBOOT, _STRING, _MEMORY_MAP, _SLOTS, _TRUNCATED; why->module tells which module.
 */
__must_check bool multiboot2_read(const struct phys *mem, paddr_t info, struct loader_info *told,
				  struct memory *memory, struct module *modules,
				  struct problem *why);
#endif

#endif
