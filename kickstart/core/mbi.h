/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The multiboot (version 1) information structure, and the one that users get, whatever protocol
 * the boot loader speaks. (Multiboot Specification 0.6.96, 3.3)
 */
#ifndef L4_KICKSTART_MBI_H
#define L4_KICKSTART_MBI_H

#include "loader_info.h"
#include "module.h"

/* Byte offsets. */
#define MBI_FLAGS		0
#define MBI_MEM_LOWER		4
#define MBI_MEM_UPPER		8
#define MBI_BOOT_DEVICE		12
#define MBI_CMDLINE		16
#define MBI_MODS_COUNT		20
#define MBI_MODS_ADDR		24
#define MBI_MMAP_LENGTH		44
#define MBI_MMAP_ADDR		48
#define MBI_SIZE		88	/* the part that all versions have, zero if unused */
#define MBI_FRAMEBUFFER		88	/* behind it, only with its flag */
#define MBI_COLOURS		112	/* as GRUB has it; in the table of the specification ... */
#define MBI_COLOURS_TABLE	110	/* ... they come without a gap */
#define MBI_FRAMEBUFFER_END	118

/* Flags: which fields are there. */
#define MBI_HAS_MEMORY		0x01
#define MBI_HAS_BOOT_DEVICE	0x02
#define MBI_HAS_CMDLINE		0x04
#define MBI_HAS_MODULES		0x08
#define MBI_HAS_MMAP		0x40
#define MBI_HAS_FRAMEBUFFER	0x1000

#define MBI_MODULE_SIZE		16
#define MBI_MMAP_MIN		20	/* base, length, type; the size field is not counted */

/*
 * A structure with module table, memory map and strings in one piece at `at`, for users: programs
 * are described as loaded, the command line is `cmdline`. The first function tells how large it
 * is.
 */
u64 mbi_size(const struct loader_info *told, const struct memory *memory,
	     const struct module *modules, const char *cmdline);
void mbi_write(const struct phys *mem, paddr_t at, const struct loader_info *told,
	       const struct memory *memory, const struct module *modules, const char *cmdline);

#endif
