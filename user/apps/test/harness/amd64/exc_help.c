/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A known pattern in all registers, for the tests of exceptions.
 */
#include "exc_code.h"

void set_pattern(void)
{
	exc_before = (struct raw){
		.rbx = pattern(2), .r10 = pattern(3), .r12 = pattern(4), .r13 = pattern(5),
		.r14 = pattern(6), .r15 = pattern(7), .rax = pattern(8), .rcx = pattern(9),
		.rdx = pattern(10), .rsi = pattern(11), .rdi = pattern(12), .rbp = pattern(13),
		.r8 = pattern(14), .r9 = pattern(15), .r11 = pattern(16),
		.flags = FIXED_FLAGS | ARITHMETIC,
	};
}

unsigned int registers_changed(void)
{
	const L4_Word_t *before = (const L4_Word_t *)&exc_before;
	const L4_Word_t *after = (const L4_Word_t *)&exc_after;
	unsigned int i, changed = 0;

	for (i = 0; i < RAW_SIZE / sizeof(L4_Word_t); i++)
		changed += before[i] != after[i];
	return changed;
}
