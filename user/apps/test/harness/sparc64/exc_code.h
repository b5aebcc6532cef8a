/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exception messages of SPARC-V9, and functions for helpers that raise exceptions: each returns
 * 0x77 if it is made to go on behind the faulting instruction, whose address is <name>_ip.
 */
#ifndef L4_TEST_EXC_CODE_H
#define L4_TEST_EXC_CODE_H

#include "fpu.h"
#include "test.h"
#include "exc_common.h"

#define CODE_RESULT	0x77

/* Trap types. */
#define VECTOR_OPCODE		0x10	/* illegal_instruction */
#define TYPE_PRIVILEGED		0x11
#define TYPE_FP_DISABLED	0x20
#define TYPE_FP_IEEE_754	0x21
#define TYPE_FP_OTHER		0x22
#define TYPE_TAG_OVERFLOW	0x23
#define VECTOR_DIVIDE		0x28
#define TYPE_DATA_ACCESS	0x30
#define TYPE_ALIGNMENT		0x34
#define TYPE_ACTION		0x37
#define TYPE_DATA_MISS		0x68

/* The words of an exception message. */
#define EXC_WORDS	8
#define MR_IP		1
#define MR_NEXT_IP	2
#define MR_SP		3
#define MR_FLAGS	4
#define MR_VECTOR	5
#define MR_LOCAL_ID	6
#define MR_ADDRESS	7
#define MR_ERROR	8	/* status: of the MMU, or FSR */

/* The words of the message of a software trap; words 1 to 6 are %o0 to %o5. */
#define SOFT_WORDS	10
#define SOFT_NUMBER	7
#define SOFT_IP		8
#define SOFT_SP		9
#define SOFT_FLAGS	10

/* Bits of the flags. */
#define FLAG_PRIV	((L4_Word_t)1 << 10)
#define FLAG_IE		((L4_Word_t)1 << 9)
#define FLAG_AM		((L4_Word_t)1 << 11)
#define FLAG_PEF	((L4_Word_t)1 << 12)
#define FLAG_MM		((L4_Word_t)3 << 14)
#define FLAG_CLE	((L4_Word_t)1 << 17)
#define FLAG_ASI	((L4_Word_t)0xff << 24)
#define FLAG_CCR	((L4_Word_t)0xff << 32)

#define EXCEPTION_OF(name)	extern helper_fn raise_##name; extern const char raise_##name##_ip[]
EXCEPTION_OF(illegal);
EXCEPTION_OF(divide);
EXCEPTION_OF(divide32);
EXCEPTION_OF(tag_overflow);
EXCEPTION_OF(unaligned);	/* a load from its first argument */
EXCEPTION_OF(jump);		/* a jump there */
EXCEPTION_OF(action);
EXCEPTION_OF(soft);		/* the software trap with the number in its first argument */
EXCEPTION_OF(fp_division);
EXCEPTION_OF(fp_quad);
EXCEPTION_OF(fp_unknown);
EXCEPTION_OF(fp_off);
#undef EXCEPTION_OF

/* Functions that execute one privileged instruction each; NULL ends the list. */
extern helper_fn *const raise_privileged[];

/* FSR; how many of the unit's registers are not as a thread begins with them. */
helper_fn fpu_control, fpu_used;

/* In a reply of all words: where the thread goes on. */
static inline void exc_set_ip(L4_Word_t *mr, L4_Word_t ip)
{
	mr[MR_IP] = ip;
	mr[MR_NEXT_IP] = ip + 4;
}

#endif
