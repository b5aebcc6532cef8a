/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor of the model (breakin_test.c).
 */
#ifndef L4_TESTS_GENERIC_MODEL_CPU_H
#define L4_TESTS_GENERIC_MODEL_CPU_H

#include <base/types.h>

struct tcb {
	word_t id;
};

struct cpu {
	const struct tcb *current, *idle;
};

const struct cpu *this_cpu(void);

#endif
