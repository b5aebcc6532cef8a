/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TAP output, in two ways that are not mixed in one program:
 *
 * Plain: tap_plan(3); tap_ok(x > 0, "x is positive"); ... ; return tap_finish();
 *
 * Registered tests: each is one line of the output; its checks name what went wrong.
 *	TAP_TEST(ipc, from_is_local, "IPC-12 from is local inside a space")
 *	{
 *		tap_check(L4_IsLocalId(from));
 *		tap_check_eq(words, 3);
 *	}
 *	... tap_run("ipc,map") prints the plan and runs the tests of these suites.
 */
#ifndef L4_TAP_TAP_H
#define L4_TAP_TAP_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAP_FORMAT(text, first)	__attribute__((format(printf, text, first)))

/* Plain tests. Each returns whether the test passed. */
void tap_plan(unsigned int tests);
bool tap_ok(bool passed, const char *format, ...) TAP_FORMAT(2, 3);
bool tap_is(unsigned long got, unsigned long expected, const char *format, ...) TAP_FORMAT(3, 4);
bool tap_is_string(const char *got, const char *expected, const char *format, ...)
	TAP_FORMAT(3, 4);
void tap_skip(const char *why, const char *format, ...) TAP_FORMAT(2, 3);
void tap_diag(const char *format, ...) TAP_FORMAT(1, 2);
void tap_bail_out(const char *format, ...) TAP_FORMAT(1, 2);
/* Prints the plan if there was none, and a summary; true if everything passed. */
bool tap_finish(void);
unsigned int tap_failed(void);

/* Registered tests. */
struct tap_test {
	const char *suite;
	const char *name;
	void (*run)(void);
};

#define TAP_TEST(suite, function, name)						\
	static void suite##_##function(void);					\
	static const struct tap_test tap_test_##suite##_##function		\
	__attribute__((section("tap_tests"), used, aligned(sizeof(void *)))) =	\
		{ #suite, name, suite##_##function };				\
	static void suite##_##function(void)

/*
 * Runs the tests of the suites in the comma-separated list (NULL or empty: all), in link order,
 * as one TAP stream. True if there were tests and all of them passed.
 */
bool tap_run(const char *suites);

/* From now on it runs only those whose text begins with this word, which stays; empty: all. */
void tap_only(const char *word);

/*
 * Called in a test: if it fails or is skipped it is run again, n times in all, until it passes. For
 * what a disturbance outside can spoil: a fault fails each time, a disturbance does not.
 */
void tap_attempts(unsigned int n);

/* Run around each test if the program defines them. */
void tap_before_test(const struct tap_test *test);
void tap_after_test(const struct tap_test *test);

/*
 * Checks inside a registered test: a failure is noted, with its place, and the test goes on. They
 * return whether the check held, so that a test can stop: if (!tap_check(p)) return;
 */
#define tap_check(condition) \
	tap_check_at((condition), __FILE__, __LINE__, "%s", #condition)
#define tap_check_eq(got, expected) \
	tap_check_eq_at((unsigned long)(got), (unsigned long)(expected), __FILE__, __LINE__, \
			#got " == " #expected)
#define tap_check_msg(condition, ...) \
	tap_check_at((condition), __FILE__, __LINE__, __VA_ARGS__)
#define tap_fail(...) \
	tap_check_at(false, __FILE__, __LINE__, __VA_ARGS__)

bool tap_check_at(bool held, const char *file, int line, const char *format, ...)
	TAP_FORMAT(4, 5);
bool tap_check_eq_at(unsigned long got, unsigned long expected, const char *file, int line,
		     const char *what);

/* What the following checks are about ("word 17 of 63"); NULL ends it. Printed with failures. */
void tap_context(const char *format, ...) TAP_FORMAT(1, 2);

/* The running test does not apply here: reported as skipped unless a check has failed. */
void tap_skip_test(const char *format, ...) TAP_FORMAT(1, 2);
/* The same, and it ends here. */
void tap_leave_test(const char *format, ...) TAP_FORMAT(1, 2) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
