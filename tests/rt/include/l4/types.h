/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the runtime's portable files use of the L4 library, for the host.
 */
#ifndef L4_TEST_TYPES_H
#define L4_TEST_TYPES_H

typedef unsigned long L4_Word_t;

#endif
