/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of a space of 64-bit programs.
 */
#ifndef L4_TEST_WORDS_H
#define L4_TEST_WORDS_H

/* The last byte that a user can have, and the page behind it. */
#define USER_LAST	0x00007fffffffeffful
#define LAST_PAGE	0x00007ffffffff000ul
/* A page that is the kernel's, and nothing for users. */
#define KERNEL_PAGE	(~0xffful)
/* True if a word may be an address of the kernel; the last page has none, but "no end". */
#define IS_KERNEL_ADDRESS(w)	((w) >= 0xffff800000000000ul && (w) < KERNEL_PAGE)
/* Far away from everything else: pages here need tables of their own; the room there. */
#define HIGH		0x0000010000000000ul
#define HIGH_LOG2	44
/* The largest UTCB area there is, and a free place for it. */
#define LARGEST_LOG2	45
#define LARGEST_PLACE	0x0000400000000000ul

/* The first word of the kernel interface page; page sizes; the last record of boot information. */
#define MAGIC_WORD	L4_KIP_MAGIC
#define PAGE_LOG2_MIN	12
#define PAGE_SIZES	0x00201000
#define LAST_RECORD	L4_BOOTREC_TYPE_MULTIBOOT

/* Where a gate is that the kernel interface page names by this word. */
#define GATE_ADDRESS(kip, word)	(word)

/* What a page fault tells of the address of data. */
#define FAULT_ADDRESS(address)	(address)

/* Memory of a device: the screen's. */
#define DEVICE_MEMORY	0xb8000

/* A stack pointer lies so far below the stack. */
#define STACK_BIAS	0

#endif
