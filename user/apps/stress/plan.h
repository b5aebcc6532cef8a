/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of a plan.
 */
#ifndef STRESS_PLAN_H
#define STRESS_PLAN_H

#include <fuzz.h>

#include "stress.h"

struct plan {
	struct fuzz_source source;
};

#endif
