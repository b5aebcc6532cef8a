/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bitmaps of IO ports as x86 processors read them: a set bit forbids its port.
 */
#ifndef L4_BASE_PORT_BITMAP_H
#define L4_BASE_PORT_BITMAP_H

#include <base/types.h>

#define PORT_BITMAP_PORTS	65536u
#define PORT_BITMAP_BYTES	(PORT_BITMAP_PORTS / 8)

/* Sets or clears the bits of ports lo to hi. The bitmap is aligned to its words. */
static inline void port_bitmap_put(void *bitmap, unsigned int lo, unsigned int hi, bool set)
{
	u64 *words = bitmap;
	u8 *bytes = bitmap;

	for (unsigned int p = lo; p <= hi;) {
		u8 bit = (u8)(1u << (p % 8));

		if (p % 64 == 0 && hi - p >= 63) {
			words[p / 64] = set ? ~0ull : 0;
			p += 64;
		} else {
			bytes[p / 8] = (u8)(set ? bytes[p / 8] | bit : bytes[p / 8] & ~bit);
			p++;
		}
	}
}

/* True if the bits of so many ports are clear; beyond the last one none is. */
static inline bool port_bitmap_is_clear(const void *bitmap, unsigned int port, unsigned int count)
{
	const u8 *bytes = bitmap;

	for (unsigned int p = port; p < port + count; p++)
		if (p >= PORT_BITMAP_PORTS || (bytes[p / 8] & 1u << (p % 8)))
			return false;
	return true;
}

#endif
