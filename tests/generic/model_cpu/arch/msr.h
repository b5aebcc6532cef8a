/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Model-specific registers of the model (cpu_test.c).
 */
#ifndef L4_TESTS_GENERIC_MODEL_MSR_H
#define L4_TESTS_GENERIC_MODEL_MSR_H

#include_next <arch/msr.h>

u64 model_rdmsr(u32 msr);

#define rdmsr(msr)	model_rdmsr(msr)

#endif
