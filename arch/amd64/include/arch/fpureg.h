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

/* Leaves out what has its initial value, and packs the rest. */
static inline void fpu_xsavec(void *state, u64 components)
{
	__asm__ volatile("xsavec64 (%0)" : : "r"(state), FPU_COMPONENTS(components) : "memory");
}

static inline void fpu_xrstor(const void *state, u64 components)
{
	__asm__ volatile("xrstor64 (%0)" : : "r"(state), FPU_COMPONENTS(components) : "memory");
}

/*
 * Fills memory, aligned to 64 and of a multiple of FPU_FILL_BYTES, by registers of vectors, which
 * the compiler does not use in the kernel. What these held is lost.
 */
#define FPU_FILL_BYTES	1024u

static inline void fpu_fill_sse(void *to, u64 pattern, size_t bytes)
{
	__asm__ volatile("movq	%2, %%xmm0\n"
			 "	punpcklqdq %%xmm0, %%xmm0\n"
			 "1:	.set	at, 0\n"
			 "	.rept	64\n"
			 "	movaps	%%xmm0, at(%0)\n"
			 "	.set	at, at + 16\n"
			 "	.endr\n"
			 "	addq	$1024, %0\n"
			 "	subq	$1024, %1\n"
			 "	jnz	1b"
			 : "+r"(to), "+r"(bytes) : "r"(pattern) : "memory", "cc");
}

static inline void fpu_fill_avx(void *to, u64 pattern, size_t bytes)
{
	__asm__ volatile("vmovq	%2, %%xmm0\n"
			 "	vpunpcklqdq %%xmm0, %%xmm0, %%xmm0\n"
			 "	vinsertf128 $1, %%xmm0, %%ymm0, %%ymm0\n"
			 "1:	.set	at, 0\n"
			 "	.rept	32\n"
			 "	vmovaps	%%ymm0, at(%0)\n"
			 "	.set	at, at + 32\n"
			 "	.endr\n"
			 "	addq	$1024, %0\n"
			 "	subq	$1024, %1\n"
			 "	jnz	1b\n"
			 "	vzeroupper"
			 : "+r"(to), "+r"(bytes) : "r"(pattern) : "memory", "cc");
}

#endif
