/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The threads that kdb/breakin.c asks for, of the model (breakin_test.c).
 */
#ifndef L4_TESTS_GENERIC_MODEL_THREAD_H
#define L4_TESTS_GENERIC_MODEL_THREAD_H

#include <base/types.h>

#define L4_TID_NIL	0

struct thread {
	word_t handler;
};

const struct thread *thread_by_number(word_t number);

#endif
