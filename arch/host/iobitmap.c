/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO permission bitmaps. A set bit forbids its port.
 */
#include <arch/iobitmap.h>

#include <arch/pte.h>
#include <base/bits.h>
#include <base/port_bitmap.h>

void arch_io_init(void *block)
{
	u8 *bits = block;

	/* The window's table, behind the bits, is empty. */
	for (unsigned int i = 0; i < ARCH_PAGE_SIZE << ARCH_IO_BLOCK_ORDER; i++)
		bits[i] = i < PORT_BITMAP_BYTES ? 0xff : 0;
}

paddr_t arch_io_window(const void *block)
{
	return kv_to_paddr(block) + PORT_BITMAP_BYTES;
}

void arch_io_permit(void *block, unsigned int lo, unsigned int hi)
{
	port_bitmap_put(block, lo, hi, false);
}

void arch_io_forbid(void *block, unsigned int lo, unsigned int hi)
{
	port_bitmap_put(block, lo, hi, true);
}

bool arch_io_is_permitted(const void *block, unsigned int port, unsigned int bytes)
{
	return port_bitmap_is_clear(block, port, bytes);
}

/* Some port has to be the kernel's, so that everybody is tried with holes. */
unsigned int arch_io_first_closed(unsigned int port)
{
	static const unsigned int kernels[] = { 33, 34, 44, 1000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(kernels); i++)
		if (port <= kernels[i])
			return kernels[i];
	return ~0u;
}
