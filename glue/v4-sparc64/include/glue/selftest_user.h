/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the program of the self-test lies: code in a large page, stacks beside the kernel image,
 * so in small pages. Equal virtual and physical addresses, as sigma0 has them.
 */
#ifndef L4_GLUE_SELFTEST_USER_H
#define L4_GLUE_SELFTEST_USER_H

#define SELFTEST_CODE		0x1000000
#define SELFTEST_CODE_BYTES	0x400000
#define SELFTEST_STACK_START	0x600000
#define SELFTEST_STACK_END	0x700000
/* The stacks as an fpage, with all rights. */
#define SELFTEST_STACKS		(SELFTEST_STACK_START | 20 << 4 | 7)

/* Each thread's first frame; a frame reaches up to 192 bytes above. */
#define SELFTEST_STACK_A	(SELFTEST_STACK_END - 0x00100)
#define SELFTEST_STACK_B	(SELFTEST_STACK_END - 0x20100)
#define SELFTEST_STACK_C	(SELFTEST_STACK_END - 0x40100)

/* Stack pointers, biased, that no window can be saved to. */
#define SELFTEST_BAD_STACKS		3
#define SELFTEST_STACK_UNALIGNED	0x0000000000650005
#define SELFTEST_STACK_KERNEL		0xfffff80000480001
#define SELFTEST_STACK_HOLE		0x0000900000000001

#endif
