/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exception messages of 32-bit programs, and what tests do with them.
 */
#ifndef L4_TEST_EXC_CODE_H
#define L4_TEST_EXC_CODE_H

#include "test.h"
#include "exc_common.h"
#include "exc_x86.h"

#define VECTOR_OPCODE		6
#define VECTOR_PROTECTION	13

/* The words of an exception message. */
#define EXC_WORDS	12
#define MR_IP		1
#define MR_VECTOR	3
#define MR_ERROR	4

/* In a reply of all words: where the thread goes on. */
static inline void exc_set_ip(L4_Word_t *mr, L4_Word_t ip)
{
	mr[MR_IP] = ip;
}

#endif
