/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers full of marks, for calls that know the binary interface only.
 */
#include "test.h"
#include "raw.h"

const L4_Word_t raw_marks[16] = {
	0x1010101010101010, 0x2020202020202020, 0x3030303030303030, 0x4040404040404040,
	0x5050505050505050, 0x6060606060606060, 0x7070707070707070, 0x8080808080808080,
	0x9090909090909090, 0xa0a0a0a0a0a0a0a0, 0xb0b0b0b0b0b0b0b0, 0xc0c0c0c0c0c0c0c0,
	0xd0d0d0d0d0d0d0d0, 0xe0e0e0e0e0e0e0e0, 0xf0f0f0f0f0f0f0f0, 0x0101010101010101,
};

struct raw raw_marked(void)
{
	return (struct raw){
		.rax = raw_marks[0], .rbx = raw_marks[1], .rcx = raw_marks[2], .rdx = raw_marks[3],
		.rsi = raw_marks[4], .rdi = raw_marks[5], .rbp = raw_marks[6],
		.r8 = raw_marks[8], .r9 = raw_marks[9], .r10 = raw_marks[10], .r11 = raw_marks[11],
		.r12 = raw_marks[12], .r13 = raw_marks[13],
		.r14 = raw_marks[14], .r15 = raw_marks[15],
		.flags = FIXED_FLAGS | ARITHMETIC,
	};
}

L4_Word_t raw_kip_word(unsigned int index)
{
	struct raw r = raw_marked();

	raw_kernel_interface(&r);
	return ((const L4_Word_t *)r.rax)[index];
}

void raw_check_message(const struct raw *r)
{
	tap_check_eq(r->rax, raw_marks[0]);
	tap_check_eq(r->rbx, raw_marks[1]);
	tap_check_eq(r->r10, raw_marks[10]);
	tap_check_eq(r->r12, raw_marks[12]);
	tap_check_eq(r->r13, raw_marks[13]);
	tap_check_eq(r->r14, raw_marks[14]);
	tap_check_eq(r->r15, raw_marks[15]);
}
