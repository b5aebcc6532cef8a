/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What arch/amd64/cpu.c asks the processor, asked of a model instead (cpu_test.c).
 */
#ifndef L4_TESTS_GENERIC_MODEL_CPUREG_H
#define L4_TESTS_GENERIC_MODEL_CPUREG_H

#include_next <arch/cpureg.h>

struct cpuid_regs model_leaf(u32 leaf, u32 subleaf);

#define cpuid(leaf, subleaf)	model_leaf(leaf, subleaf)

#endif
