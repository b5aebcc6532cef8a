/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one place where the kernel reads by an address of a program: see the decision.
 */
#ifndef L4_GLUE_CODE_BYTE_H
#define L4_GLUE_CODE_BYTE_H

#include <arch/cpureg.h>
#include <base/types.h>

/* Not a byte: the kernel cannot read it so. */
#define NO_CODE		0x100

/* An instruction of code_byte() that may fault: then it goes on `behind`, with NO_CODE in RAX. */
struct fixup {
	word_t load, behind;
};

/* Of the linker. */
extern const struct fixup code_fixups[], code_fixups_end[];

/*
 * The first byte of the instruction at this address of the space that is loaded. If a program has
 * executed it just now it is there, unless another processor takes the page away at this moment.
 */
static __always_inline unsigned int code_byte(word_t ip)
{
	unsigned int byte;

	/* The kernel's own tables do not show it. */
	if (IS_ENABLED(CONFIG_HARDEN_TABLES))
		return NO_CODE;
	/* SMAP lets the kernel read there while AC is set. */
	__asm__ volatile("pushq %2\n\t"
			 "popfq\n"
			 "1:\tmovzbl (%1), %0\n"
			 "2:\tpushq %3\n\t"
			 "popfq\n\t"
			 ".pushsection .fixups, \"a\"\n\t"
			 ".quad 1b, 2b\n\t"
			 ".popsection"
			 : "=a"(byte)
			 : "r"(ip), "i"(RFLAGS_FIXED | RFLAGS_AC), "i"(RFLAGS_FIXED)
			 : "cc", "memory");
	return byte;
}

#endif
