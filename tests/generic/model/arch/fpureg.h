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
void fpu_xsavec(void *state, u64 components);
void fpu_xrstor(const void *state, u64 components);

/* Tables are no business of the model. */
#define FPU_FILL_BYTES	512u

static inline void fpu_fill_sse(void *to, u64 pattern, size_t bytes)
{
	(void)to;
	(void)pattern;
	(void)bytes;
}

static inline void fpu_fill_avx(void *to, u64 pattern, size_t bytes)
{
	fpu_fill_sse(to, pattern, bytes);
}

#endif
