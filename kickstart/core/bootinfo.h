/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Generic boot information for the root task. (X.2, boot information structure)
 */
#ifndef L4_KICKSTART_BOOTINFO_H
#define L4_KICKSTART_BOOTINFO_H

#include "module.h"

/* Size in bytes for all modules but the kernel, in words of word_bytes, and a multiboot record. */
u64 bootinfo_size(u32 word_bytes, const struct module *modules, u32 count, bool has_multiboot);

/* Write it; multiboot is the address of the copy of the multiboot structure, 0 if there is none. */
void bootinfo_write(const struct phys *mem, paddr_t at, u32 word_bytes,
		    const struct module *modules, u32 count, paddr_t multiboot);

#endif
