/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random values for robustness tests, the same in each run of the program.
 */
#ifndef L4_TEST_RANDOM_H
#define L4_TEST_RANDOM_H

#include "test.h"

L4_Word64_t random_word(void);
/* Often small, near a boundary, or something that exists. */
L4_Word_t random_parameter(void);

#endif
