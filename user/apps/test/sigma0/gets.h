/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What sigma0 gives to the root task and to another client.
 */
#ifndef L4_TEST_GETS_H
#define L4_TEST_GETS_H

#include "test.h"

#define PAGE_LOG2	((int)__L4_CeilLog2(page_size))

/* True if sigma0 gives the fpage to the main thread. */
bool main_gets(L4_Fpage_t f);
/* The same for a helper. */
bool client_gets(struct helper *h, L4_Fpage_t f);

#endif
