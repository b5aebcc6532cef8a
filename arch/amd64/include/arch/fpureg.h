/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Instructions that move floating-point state. (AMD64 manual, volumes 4 and 5)
 */
#ifndef L4_ARCH_FPUREG_H
#define L4_ARCH_FPUREG_H

#include <base/types.h>

static inline void fpu_clts(void)
{
	__asm__ volatile("clts");
}

static inline void fpu_fninit(void)
{
	__asm__ volatile("fninit");
}

static inline void fpu_fxsave(void *state)
{
	__asm__ volatile("fxsave64 (%0)" : : "r"(state) : "memory");
}

static inline void fpu_fxrstor(const void *state)
{
	__asm__ volatile("fxrstor64 (%0)" : : "r"(state) : "memory");
}

#define FPU_COMPONENTS(mask)	"a"((u32)(mask)), "d"((u32)((mask) >> 32))

static inline void fpu_xsave(void *state, u64 components)
{
	__asm__ volatile("xsave64 (%0)" : : "r"(state), FPU_COMPONENTS(components) : "memory");
}

/* May leave out what has not changed since it was loaded from the same place. */
static inline void fpu_xsaveopt(void *state, u64 components)
{
	__asm__ volatile("xsaveopt64 (%0)" : : "r"(state), FPU_COMPONENTS(components) : "memory");
}

static inline void fpu_xrstor(const void *state, u64 components)
{
	__asm__ volatile("xrstor64 (%0)" : : "r"(state), FPU_COMPONENTS(components) : "memory");
}

#endif
