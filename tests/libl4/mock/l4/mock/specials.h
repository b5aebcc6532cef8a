/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Special instructions of the mock machine: declared only.
 */
#ifndef L4_LIB_MOCK_SPECIALS_H
#define L4_LIB_MOCK_SPECIALS_H

#include <l4/types.h>

void __L4_Inc_Atomic(L4_Word_t *w);
L4_Word64_t __L4_Rdtsc(void);

#endif
