/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The floating-point unit of the model.
 */
#ifndef L4_TESTS_GENERIC_FPUREG_H
#define L4_TESTS_GENERIC_FPUREG_H

#include <base/types.h>

void fpu_clts(void);
void fpu_fninit(void);
void fpu_fxsave(void *state);
void fpu_fxrstor(const void *state);
void fpu_xsave(void *state, u64 components);
void fpu_xsaveopt(void *state, u64 components);
void fpu_xrstor(const void *state, u64 components);

#endif
