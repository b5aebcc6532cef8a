/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Byte order, for structures that are also read as one word: members from the most significant one
 * down.
 */
#ifndef L4_BASE_ORDER_H
#define L4_BASE_ORDER_H

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define FROM_TOP2(a, b)			a; b
#define FROM_TOP7(a, b, c, d, e, f, g)	a; b; c; d; e; f; g
#else
#define FROM_TOP2(a, b)			b; a
#define FROM_TOP7(a, b, c, d, e, f, g)	g; f; e; d; c; b; a
#endif

#endif
