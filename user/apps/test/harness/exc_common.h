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
/* The reply is its message, with another place to go on at. */
enum outcome exc_go_on(struct helper *h, const char *ip);

#endif
