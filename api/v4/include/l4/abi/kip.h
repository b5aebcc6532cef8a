/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page as words: its layout is the same for 32- and 64-bit programs, only
 * the word differs. Shared by the kernel, the loader and user level. (X.2, kernel interface page)
 */
#ifndef L4_ABI_KIP_H
#define L4_ABI_KIP_H

#define L4_KIP_MAGIC		0x4be6344c	/* bytes "L4" mu "K", read little-endian */
#define L4_KIP_SIZE_LOG2	12

/* Word indices. */
#define L4_KIP_WORD_MAGIC		0
#define L4_KIP_WORD_API_VERSION		1
#define L4_KIP_WORD_API_FLAGS		2
#define L4_KIP_WORD_KERNDESC_PTR	3
#define L4_KIP_WORD_KDEBUG_INIT		4
#define L4_KIP_WORD_KDEBUG_ENTRY	5
#define L4_KIP_WORD_KDEBUG_LOW		6
#define L4_KIP_WORD_KDEBUG_HIGH		7
#define L4_KIP_WORD_SIGMA0_SP		8
#define L4_KIP_WORD_SIGMA0_IP		9
#define L4_KIP_WORD_SIGMA0_LOW		10
#define L4_KIP_WORD_SIGMA0_HIGH		11
#define L4_KIP_WORD_SIGMA1_SP		12
#define L4_KIP_WORD_SIGMA1_IP		13
#define L4_KIP_WORD_SIGMA1_LOW		14
#define L4_KIP_WORD_SIGMA1_HIGH		15
#define L4_KIP_WORD_ROOT_SP		16
#define L4_KIP_WORD_ROOT_IP		17
#define L4_KIP_WORD_ROOT_LOW		18
#define L4_KIP_WORD_ROOT_HIGH		19
#define L4_KIP_WORD_MEMORY_INFO		21
#define L4_KIP_WORD_KDEBUG_CONFIG0	22
#define L4_KIP_WORD_KDEBUG_CONFIG1	23
#define L4_KIP_WORD_UTCB_INFO		42
#define L4_KIP_WORD_KIP_AREA_INFO	43
#define L4_KIP_WORD_BOOT_INFO		46
#define L4_KIP_WORD_PROCDESC_PTR	47
#define L4_KIP_WORD_CLOCK_INFO		48
#define L4_KIP_WORD_THREAD_INFO		49
#define L4_KIP_WORD_PAGE_INFO		50
#define L4_KIP_WORD_PROCESSOR_INFO	51
#define L4_KIP_WORD_SPACE_CONTROL	52
#define L4_KIP_WORD_THREAD_CONTROL	53
#define L4_KIP_WORD_PROCESSOR_CONTROL	54
#define L4_KIP_WORD_MEMORY_CONTROL	55
#define L4_KIP_WORD_IPC			56
#define L4_KIP_WORD_LIPC		57
#define L4_KIP_WORD_UNMAP		58
#define L4_KIP_WORD_EXCHANGE_REGISTERS	59
#define L4_KIP_WORD_SYSTEM_CLOCK	60
#define L4_KIP_WORD_THREAD_SWITCH	61
#define L4_KIP_WORD_SCHEDULE		62
#define L4_KIP_FIXED_WORDS		72

/* The four words of each initial server's block, from its first word on. */
#define L4_KIP_SERVER_SP	0
#define L4_KIP_SERVER_IP	1
#define L4_KIP_SERVER_LOW	2
#define L4_KIP_SERVER_HIGH	3
/* In the SP word of a 64-bit KIP: the server is a 32-bit program. */
#define L4_KIP_SERVER_SP_32BIT_LOG2	63

#define L4_API_VERSION_X2	0x84
#define L4_API_SUBVERSION	0x05
#define L4_API_FLAGS_BIG_ENDIAN	0x1
#define L4_API_FLAGS_64BIT	0x4

/* KdebugConfig0: enter the kernel debugger before the first program starts; somebody sits at the
   console, so the break-in key works from the start and a panic enters the debugger. */
#define L4_KDEBUG_CONFIG0_ENTER		0x1
#define L4_KDEBUG_CONFIG0_ATTENDED	0x2
/* KdebugConfig1: where the loader's record lies (<l4/abi/loader.h>); 0: there is none. */

/* Kernel descriptor: words from KerndescPtr on, then strings. */
#define L4_KERNDESC_KERNEL_ID	0
#define L4_KERNDESC_GEN_DATE	1
#define L4_KERNDESC_VERSION	2
#define L4_KERNDESC_SUPPLIER	3
#define L4_KERNDESC_STRINGS	4

/*
 * Memory descriptors: two words. Word 0: address bits from 10 up, v in bit 9, t in bits 7..4,
 * type in bits 3..0. Word 1: address bits from 10 up of the last KiB.
 */
#define L4_MEMDESC_VIRTUAL		0x200
#define L4_MEMDESC_GRANULE_LOG2		10
#define L4_MEMDESC_TYPE_MASK		0xf
#define L4_MEMDESC_SUBTYPE_SHIFT	4
#define L4_MEMDESC_SUBTYPE_MASK		0xf

#define L4_MEMORY_UNDEFINED	0x0
#define L4_MEMORY_CONVENTIONAL	0x1
#define L4_MEMORY_RESERVED	0x2
#define L4_MEMORY_DEDICATED	0x3
#define L4_MEMORY_SHARED	0x4
#define L4_MEMORY_BOOTLOADER	0xe
#define L4_MEMORY_ARCH		0xf
/* Subtypes of L4_MEMORY_BOOTLOADER. */
#define L4_MEMORY_BOOT_INFO	1
#define L4_MEMORY_BOOT_SERVER	2
#define L4_MEMORY_BOOT_MODULE	3
#define L4_MEMORY_BOOT_RECORD	4

#endif
