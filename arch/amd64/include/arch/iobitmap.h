/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO permission bitmaps. The bitmap lies at one address behind the task state segment; a space
 * that has ports sees its own pages there, all others a page of ones. So switching the
 * space switches the rights. (AMD64 manual, volume 2, section 12.2.4)
 */
#ifndef L4_ARCH_IOBITMAP_H
#define L4_ARCH_IOBITMAP_H

#include <base/types.h>

/* Memory that a space with ports needs: 2^order pages. */
#define ARCH_IO_BLOCK_ORDER	2

/* A new block: no port is permitted. */
void arch_io_init(void *block);
/* Page tables of the kernel's window for the space that the block belongs to; 0: as it is. */
paddr_t arch_io_window(const void *block);
void arch_io_permit(void *block, unsigned int lo, unsigned int hi);
void arch_io_forbid(void *block, unsigned int lo, unsigned int hi);
/* The processor lets the space use all of these ports. */
bool arch_io_is_permitted(const void *block, unsigned int port, unsigned int bytes);
/* The first port from this one on that the kernel drives; behind all ports: there is none. */
unsigned int arch_io_first_closed(unsigned int port);

/*
 * Threads of the space that the block belongs to see this page of the kernel where processor
 * `number` shows them its word of the running thread, and may write to it. The processor may have
 * other translations yet. With LIPC_USER.
 */
void arch_io_own_gs(void *block, unsigned int number, const void *page);

/* The bitmap of spaces without ports. Boot only. */
void arch_io_boot(void);

#endif
