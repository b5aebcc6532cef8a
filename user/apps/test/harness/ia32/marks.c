/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers full of marks, for calls that know the binary interface only.
 */
#include "test.h"
#include "raw.h"

const L4_Word_t raw_marks[8] = {
	0x10101010, 0x20202020, 0x30303030, 0x40404040, 0x50505050, 0x60606060, 0x70707070,
	0x80808080,
};

struct raw raw_marked(void)
{
	return (struct raw){
		.eax = raw_marks[0], .ebx = raw_marks[1], .ecx = raw_marks[2], .edx = raw_marks[3],
		.esi = raw_marks[4], .edi = raw_marks[5], .ebp = raw_marks[6],
		.flags = FIXED_FLAGS | ARITHMETIC,
	};
}

L4_Word_t raw_kip_word(unsigned int index)
{
	struct raw r = raw_marked();

	raw_kernel_interface(&r);
	return ((const L4_Word_t *)r.eax)[index];
}

L4_Word_t raw_gate(unsigned int index)
{
	struct raw r = raw_marked();

	raw_kernel_interface(&r);
	return r.eax + ((const L4_Word_t *)r.eax)[index];
}
