/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of a space of 32-bit programs.
 */
#ifndef L4_TEST_WORDS_H
#define L4_TEST_WORDS_H

/* The last byte that a user can have; it is the last one there is. The kernel's own last page. */
#define USER_LAST	0xfffffffful
#define LAST_PAGE	0xffbff000ul
/* What no user can have: address and length of strings that begin there. */
#define OUTSIDE									\
	{ 0xffa00000ul, 16 }, { 0xffa00000ul, (1ul << 22) - 1 },		\
	{ 0xffa00ffful, 1 }, { 0xffb00000ul, 4096 }, { LAST_PAGE, 100 },		\
	{ 0xffbffffful, 1 }, { 0xffbffffful, 32 }
/* Far away from everything else: pages here need tables of their own; the room there. */
#define HIGH		0xc0000000ul
#define HIGH_LOG2	29
/* The largest UTCB area there is beside code and stacks, and a free place for it. */
#define LARGEST_LOG2	29
#define LARGEST_PLACE	0xc0000000ul

#endif
