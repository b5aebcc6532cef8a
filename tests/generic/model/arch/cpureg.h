/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What arch/amd64/fpu.c does with the processor, done with a model instead (fpu_test.c).
 */
#ifndef L4_TESTS_GENERIC_CPUREG_H
#define L4_TESTS_GENERIC_CPUREG_H

#include_next <arch/cpureg.h>

u64 model_read(void);
void model_write_cr0(u64 value);
void model_write(u64 value);

/* Bytes of an XSAVE state with AVX. */
struct cpuid_regs model_cpuid(void);

#define cpuid(leaf, subleaf)	model_cpuid()
#define read_cr0()		model_read()
#define read_cr4()		model_read()
#define write_cr0(value)	model_write_cr0(value)
#define write_cr4(value)	model_write(value)
#define write_xcr0(value)	model_write(value)

#endif
