/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A 32-bit partner in calls, and what it sees.
 */
#ifndef L4_TEST_MIXED_H
#define L4_TEST_MIXED_H

#include "raw.h"
#include "raw32.h"

/*
 * (partner in 32-bit form, times, tag): answers calls, or calls itself if there is a tag. For
 * helper_32 only. Returns how many registers were wrong.
 */
helper_fn talk32;
/* All bits that were set where only 64-bit code looks, behind calls of 32-bit code. */
extern L4_Word_t hidden32;

#endif
