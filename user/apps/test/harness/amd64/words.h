/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of a space of 64-bit programs.
 */
#ifndef L4_TEST_WORDS_H
#define L4_TEST_WORDS_H

/* The last byte that a user can have, and the page behind it. */
#define USER_LAST	0x00007fffffffeffful
#define LAST_PAGE	0x00007ffffffff000ul
/* What no user can have: address and length of strings that begin there. */
#define OUTSIDE									\
	{ LAST_PAGE, 16 }, { LAST_PAGE, (1ul << 54) - 1 }, { 1ul << 47, 1 },	\
	{ 1ul << 63, 100 }, { 0xffff800000000000ul, 4096 }, { ~0ul, 1 },	\
	{ ~0ul, 32 }, { -16ul, 32 }, { 0xffffffff80000000ul, 64 }
/* Far away from everything else: pages here need tables of their own; the room there. */
#define HIGH		0x0000010000000000ul
#define HIGH_LOG2	44
/* The largest UTCB area there is, and a free place for it. */
#define LARGEST_LOG2	45
#define LARGEST_PLACE	0x0000400000000000ul

#endif
