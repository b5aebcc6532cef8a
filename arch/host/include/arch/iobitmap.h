/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO permission bitmaps: two pages, and a table of the kernel's window for the space that has it.
 */
#ifndef L4_ARCH_IOBITMAP_H
#define L4_ARCH_IOBITMAP_H

#include <base/types.h>

/* Memory that a space with ports needs: 2^order pages. */
#define ARCH_IO_BLOCK_ORDER	2

/* A new block: no port is permitted. */
void arch_io_init(void *block);
/* Page table of the kernel's window for the space that the block belongs to; 0: as it is. */
paddr_t arch_io_window(const void *block);
void arch_io_permit(void *block, unsigned int lo, unsigned int hi);
void arch_io_forbid(void *block, unsigned int lo, unsigned int hi);
/* The processor lets the space use all of these ports. */
bool arch_io_is_permitted(const void *block, unsigned int port, unsigned int bytes);
/* The first port from this one on that this machine's kernel drives; behind all ports: none. */
unsigned int arch_io_first_closed(unsigned int port);

#endif
