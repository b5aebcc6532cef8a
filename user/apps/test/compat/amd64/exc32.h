/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions of threads in 32-bit spaces: their messages, and replies to them.
 */
#ifndef L4_TEST_EXC32_H
#define L4_TEST_EXC32_H

#include "raw32.h"

#define EXC32_WORDS	12
#define EXC32_TAG	((L4_Word_t)L4_PROTO_EXCEPTION << L4_PROTO_SHIFT | EXC32_WORDS)
#define EXC32_IP	1
#define EXC32_FLAGS	2
#define EXC32_VECTOR	3
#define EXC32_ERROR	4
#define EXC32_EDI	5
#define EXC32_ESI	6
#define EXC32_EBP	7
#define EXC32_SP	8
#define EXC32_EBX	9
#define EXC32_EDX	10
#define EXC32_ECX	11
#define EXC32_EAX	12

/* The main thread becomes the exception handler of h, which may be NULL. */
struct helper *handled_32(struct helper *h);
/* Runs fn(a), which must raise this exception there. */
void check_exception_32(struct helper *h, helper_fn *fn, L4_Word_t a, L4_Word_t ip,
			L4_Word_t vector);
/* The helper goes on at ip; what its function returned then. */
L4_Word_t exc32_go_on(struct helper *h, L4_Word_t ip);

#endif
