/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO permission bitmaps. A set bit forbids its port.
 */
#include <arch/iobitmap.h>

#include <arch/pte.h>
#include <base/bits.h>

#define PORTS		65536u
#define BITMAP_BYTES	(PORTS / 8)

void arch_io_init(void *block)
{
	u8 *bits = block;

	/* The window's table, behind the bits, is empty. */
	for (unsigned int i = 0; i < ARCH_PAGE_SIZE << ARCH_IO_BLOCK_ORDER; i++)
		bits[i] = i < BITMAP_BYTES ? 0xff : 0;
}

paddr_t arch_io_window(const void *block)
{
	return kv_to_paddr(block) + BITMAP_BYTES;
}

void arch_io_permit(void *block, unsigned int lo, unsigned int hi)
{
	u8 *bits = block;

	for (unsigned int p = lo; p <= hi;) {
		if (p % 8 == 0 && hi - p >= 7) {
			bits[p / 8] = 0;
			p += 8;
		} else {
			bits[p / 8] &= (u8)~(1u << (p % 8));
			p++;
		}
	}
}

void arch_io_forbid(void *block, unsigned int lo, unsigned int hi)
{
	u8 *bits = block;

	for (unsigned int p = lo; p <= hi;) {
		if (p % 8 == 0 && hi - p >= 7) {
			bits[p / 8] = 0xff;
			p += 8;
		} else {
			bits[p / 8] |= (u8)(1u << (p % 8));
			p++;
		}
	}
}

bool arch_io_is_permitted(const void *block, unsigned int port, unsigned int bytes)
{
	const u8 *bits = block;

	for (unsigned int p = port; p < port + bytes; p++)
		if (p >= PORTS || (bits[p / 8] & 1u << (p % 8)))
			return false;
	return true;
}

/* Some port has to be the kernel's, so that everybody is tried with holes. */
bool arch_io_is_open(unsigned int lo, unsigned int hi)
{
	static const unsigned int kernels[] = { 33, 34, 44, 1000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(kernels); i++)
		if (lo <= kernels[i] && kernels[i] <= hi)
			return false;
	return true;
}
