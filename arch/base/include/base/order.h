/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Byte order, for structures that are also read as one word.
 */
#ifndef L4_BASE_ORDER_H
#define L4_BASE_ORDER_H

/* Four members of one byte each that form a u32: the first one is its most significant byte. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define FROM_TOP(a, b, c, d)	a; b; c; d
#else
#define FROM_TOP(a, b, c, d)	d; c; b; a
#endif

#endif
