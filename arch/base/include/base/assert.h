/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariants. ASSERT is for programming mistakes and vanishes (type-checked) without
 * CONFIG_DEBUG_ASSERT; BUG_ON stays in every build and guards memory safety only. User input
 * reaches neither.
 */
#ifndef L4_BASE_ASSERT_H
#define L4_BASE_ASSERT_H

#include <base/attr.h>

/* Prints the message and registers, then stops the machine. Context: any. */
__noreturn __printf(1, 2) void panic(const char *fmt, ...);

#define ASSERT(expr) \
	do { \
		if (IS_ENABLED(CONFIG_DEBUG_ASSERT) && unlikely(!(expr))) \
			panic("assertion failed: %s, %s:%d", #expr, __FILE__, __LINE__); \
	} while (0)

#define BUG_ON(expr) \
	do { \
		if (unlikely(expr)) \
			panic("bug: %s, %s:%d", #expr, __FILE__, __LINE__); \
	} while (0)

#endif
