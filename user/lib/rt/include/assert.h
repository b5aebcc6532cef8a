/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * assert: prints the failed condition on the console and stops the calling thread.
 */
#ifndef L4_RT_ASSERT_H
#define L4_RT_ASSERT_H

#ifdef __cplusplus
extern "C" {
#endif

void rt_assert_failed(const char *condition, const char *file, int line)
	__attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#ifdef NDEBUG
#define assert(condition)	((void)sizeof(!(condition)))
#else
#define assert(condition) \
	((condition) ? (void)0 : rt_assert_failed(#condition, __FILE__, __LINE__))
#endif

#ifndef __cplusplus
#define static_assert	_Static_assert
#endif

#endif
