/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point and vector registers full of known values.
 */
#ifndef L4_TEST_FPU_H
#define L4_TEST_FPU_H

#include "test.h"

/* Loads all registers with values that come of the first argument. */
helper_fn fpu_load;
/* How many of them are not as fpu_load() of the same argument left them. */
helper_fn fpu_wrong;

#endif
