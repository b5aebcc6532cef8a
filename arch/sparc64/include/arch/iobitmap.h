/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports. This processor has none: devices are memory. A port that a space is given stands in
 * the books and lets it do nothing.
 */
#ifndef L4_ARCH_IOBITMAP_H
#define L4_ARCH_IOBITMAP_H

#include <base/types.h>

/* Memory that a space with ports needs: 2^order pages. */
#define ARCH_IO_BLOCK_ORDER	0

static inline void arch_io_init(void *block)
{
	(void)block;
}

static inline paddr_t arch_io_window(const void *block)
{
	(void)block;
	return 0;
}

static inline void arch_io_permit(void *block, unsigned int lo, unsigned int hi)
{
	(void)block;
	(void)lo;
	(void)hi;
}

static inline void arch_io_forbid(void *block, unsigned int lo, unsigned int hi)
{
	(void)block;
	(void)lo;
	(void)hi;
}

static inline bool arch_io_is_permitted(const void *block, unsigned int port, unsigned int bytes)
{
	(void)block;
	(void)port;
	(void)bytes;
	return false;
}

static inline unsigned int arch_io_first_closed(unsigned int port)
{
	(void)port;
	return ~0u;
}

#endif
