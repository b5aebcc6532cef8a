/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions of helpers whose handler is the main thread. Where the words of a message are says
 * exc_code.h of each word size.
 */
#ifndef L4_TEST_EXC_COMMON_H
#define L4_TEST_EXC_COMMON_H

#include "test.h"

#define EXC_TAG		((L4_Word_t)L4_PROTO_EXCEPTION << L4_PROTO_SHIFT | EXC_WORDS)

/* The main thread becomes its exception handler. */
struct helper *handled(struct helper *h);
/* Runs fn, which must raise this exception. */
void check_exception(struct helper *h, helper_fn *fn, const char *ip, L4_Word_t vector,
		     L4_Word_t error);
/* The reply is the first u words of h->mr. */
enum outcome exc_reply(struct helper *h, unsigned int u);
/*
 * As long as the running helper faults at `ip` with exception 13 it is made to go on at `next`; it
 * must end with DONE. How often it faulted. For loops with thousands of faults.
 */
L4_Word_t exc_skip(struct helper *h, L4_Word_t ip, L4_Word_t next);

/* QEMU's own processor model, by the signature of its hypervisor leaf: it has deviations. */
bool is_tcg(void);
/* The index in the error code counts gates of 8 bytes; QEMU 7 takes their real size, 16. */
bool is_int_error(L4_Word_t error, L4_Word_t n);

#endif
