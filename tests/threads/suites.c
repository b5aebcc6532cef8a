/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All suites of this program.
 */
#include "test.h"

extern const struct suite threads_suite;

const struct suite *const suites[] = { &threads_suite };

const size_t suite_count = ARRAY_SIZE(suites);
