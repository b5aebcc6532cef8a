/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ELF executables: check a file completely, then load it. Both classes are read by the same code
 * through a table of offsets.
 */
#ifndef L4_KICKSTART_ELF_H
#define L4_KICKSTART_ELF_H

#include "phys.h"
#include "problem.h"

#define ELF_CLASS_32	1
#define ELF_CLASS_64	2

/* A part of an image as boot information describes it. */
struct image_part {
	u64 pstart, vstart, size;
};

struct image {
	struct range at;	/* lowest to highest loaded physical address, gaps included */
	u64 entry;
	u32 class;		/* ELF_CLASS_* */
	struct image_part text, data, bss;
};

/* Does the file begin like an ELF file? */
bool elf_is_elf(const struct phys *mem, struct range file);

/*
 * Check the file and describe the image it will be loaded as. Addresses are checked to make
 * sense, not to be memory. is_physical: the entry point is a physical address, as a kernel's is.
 * Errors: PROBLEM_NOT_ELF, _MACHINE, _ELF, _TRUNCATED, _OUTSIDE, _OVERLAP, _ENTRY.
 */
__must_check bool elf_scan(const struct phys *mem, struct range file, bool is_physical,
			   struct image *image, struct problem *why);

/*
 * Load a file that elf_scan has accepted, clearing all of image->at that the file does not fill.
 * File and image must not overlap.
 */
void elf_load(const struct phys *mem, struct range file, const struct image *image);

/* The physical address to which an offset in the file is loaded; false if it is not loaded. */
__must_check bool elf_offset_to_phys(const struct phys *mem, struct range file, u64 offset,
				     paddr_t *at);

#endif
