/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of a space on SPARC-V9.
 */
#ifndef L4_TEST_WORDS_H
#define L4_TEST_WORDS_H

/* The last byte that a user can have, below the hole, and its page. */
#define USER_LAST	0x000007fffffffffful
#define LAST_PAGE	0x000007ffffffe000ul
/* A page that is the kernel's, and nothing for users. */
#define KERNEL_PAGE	(~0x1ffful)
/* True if a word may be an address of the kernel; the last page has none, but "no end". */
#define IS_KERNEL_ADDRESS(w)	((w) >= 0xfffff80000000000ul && (w) < KERNEL_PAGE)
/* Far away from everything else: pages here need tables of their own; the room there. */
#define HIGH		0x0000010000000000ul
#define HIGH_LOG2	40
/* The largest UTCB area there is, and a free place for it. */
#define LARGEST_LOG2	41
#define LARGEST_PLACE	0x0000040000000000ul

/* The first word of the kernel interface page; page sizes; the last record of boot information. */
#define MAGIC_WORD	((L4_Word_t)0x4c34e64b << 32)
#define PAGE_LOG2_MIN	13
#define PAGE_SIZES	0x00402000
#define LAST_RECORD	L4_BOOTREC_TYPE_SIMPLE_EXEC

/* Where a gate is that the kernel interface page names by this word. */
#define GATE_ADDRESS(kip, word)	((L4_Word_t)(kip) + (word))

/* What a page fault tells of the address of data: the processor knows the page. */
#define FAULT_ADDRESS(address)	((address) & ~0x1ffful)

/* Memory of a device: the screen's, if there is one. */
#define DEVICE_MEMORY	0x1ff000b8000ul

/* A stack pointer lies so far below the stack. */
#define STACK_BIAS	2047

#endif
