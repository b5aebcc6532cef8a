/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compiler attributes, sparse annotations and compile-time helpers that every layer may use.
 */
#ifndef L4_BASE_ATTR_H
#define L4_BASE_ATTR_H

#define __noreturn	__attribute__((noreturn))
#define __packed	__attribute__((packed))
#define __aligned(n)	__attribute__((aligned(n)))
#define __used		__attribute__((used))
#define __unused	__attribute__((unused))
#define __section(s)	__attribute__((section(s)))
#define __must_check	__attribute__((warn_unused_result))
#define __printf(a, b)	__attribute__((format(printf, a, b)))
#define __noinline	__attribute__((noinline))
#define __always_inline	inline __attribute__((always_inline))
#define __weak		__attribute__((weak))
#define __pure		__attribute__((pure))

#ifdef __CHECKER__
#define __fallthrough
#define __force		__attribute__((force))
#define __bitwise	__attribute__((bitwise))
#define __user		__attribute__((noderef, address_space(1)))
#define __iomem		__attribute__((noderef, address_space(2)))
#define __percpu	__attribute__((noderef, address_space(3)))
#define __acquires(l)	__attribute__((context(l, 0, 1)))
#define __releases(l)	__attribute__((context(l, 1, 0)))
#define __must_hold(l)	__attribute__((context(l, 1, 1)))
/* In the functions that take and give back a lock: the lock is held from here, or no longer. */
#define __acquire(l)	__context__(l, 1)
#define __release(l)	__context__(l, -1)
#else
#define __fallthrough	__attribute__((fallthrough))
#define __force
#define __bitwise
#define __user
#define __iomem
#define __percpu
#define __acquires(l)
#define __releases(l)
#define __must_hold(l)
#define __acquire(l)	((void)0)
#define __release(l)	((void)0)
#endif

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define STATIC_ASSERT(expr, why)	_Static_assert(expr, why)
#define ARRAY_SIZE(a)			(sizeof(a) / sizeof((a)[0]))

/* The structure that contains member `m` at address `p`. */
#define container_of(p, type, m)	((type *)((char *)(p) - offsetof(type, m)))

/*
 * IS_ENABLED(CONFIG_X): 1 if the option is set (autoconf.h defines it as 1), else 0; usable in C
 * conditions, so that both branches are always compiled.
 */
#define IS_ENABLED_ARG_1			0,
#define IS_ENABLED_SECOND(a, b, ...)		b
#define IS_ENABLED_TEST(junk_or_pair)		IS_ENABLED_SECOND(junk_or_pair 1, 0)
#define IS_ENABLED_CAT(value)			IS_ENABLED_TEST(IS_ENABLED_ARG_##value)
#define IS_ENABLED(option)			IS_ENABLED_CAT(option)

#endif
