/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words that several processors read and write. Each access of such a word that matters to another
 * processor goes through these; a plain access is one of a word's only writer.
 */
#ifndef L4_BASE_ATOMIC_H
#define L4_BASE_ATOMIC_H

#include <base/types.h>

/* A port whose processors are played by tests lets these choose who goes on before each access. */
#ifdef SHARED_POINTS
void arch_shared_point(void);
#else
#define arch_shared_point()	((void)0)
#endif

/* What the writer has stored before atomic_publish() is seen by who reads its value. */
#define atomic_read(p)		(arch_shared_point(), __atomic_load_n(p, __ATOMIC_ACQUIRE))
#define atomic_publish(p, v)	(arch_shared_point(), __atomic_store_n(p, v, __ATOMIC_RELEASE))
/*
 * As atomic_read(p) == v, and as atomic_publish(p, *p + 1) by the only one who writes *p. Where a
 * processor does its accesses in order each is one instruction, which the compiler leaves here.
 */
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
#define atomic_order()		__atomic_signal_fence(__ATOMIC_SEQ_CST)
#define atomic_read_is(p, v) ({ \
	arch_shared_point(); \
	bool atomic_is_ = *(p) == (v); \
	atomic_order(); \
	atomic_is_; \
})
#define atomic_publish_next(p) \
	(arch_shared_point(), atomic_order(), (void)++*(p), atomic_order())
#else
#define atomic_read_is(p, v)	(atomic_read(p) == (v))
#define atomic_publish_next(p)	atomic_publish(p, *(p) + 1)
#endif
/* A word whose neighbours do not matter. */
#define atomic_peek(p)		(arch_shared_point(), __atomic_load_n(p, __ATOMIC_RELAXED))
#define atomic_poke(p, v)	(arch_shared_point(), __atomic_store_n(p, v, __ATOMIC_RELAXED))

/*
 * A word that its owner reads and writes as any other: what stood there a moment ago. Nothing is
 * known of its neighbours, so whoever glances asks again before it matters.
 */
#if defined(__SANITIZE_THREAD__)
/* The sanitizer reports each other access of such a word by somebody else. */
__attribute__((noipa, unused, no_sanitize("thread")))
static u64 atomic_glance_untold(const void *p, size_t size)
{
	switch (size) {
	case 1:
		return *(const volatile u8 *)p;
	case 2:
		return *(const volatile u16 *)p;
	case 4:
		return *(const volatile u32 *)p;
	default:
		return *(const volatile u64 *)p;
	}
}
#define atomic_glance(p) \
	(arch_shared_point(), (__typeof__(*(p)))atomic_glance_untold(p, sizeof(*(p))))
#elif defined(CONFIG_SMP)
#define atomic_glance(p)	atomic_peek(p)
#else
#define atomic_glance(p)	(*(p))
#endif
/*
 * The same where all that is asked is whether it is v, or whether one of some bits is set: an
 * operand of one instruction, so that it does not matter how often the compiler reads it.
 */
#if defined(__SANITIZE_THREAD__) || defined(SHARED_POINTS)
#define atomic_glance_is(p, v)		(atomic_glance(p) == (v))
#define atomic_glance_bits(p, bits)	((atomic_glance(p) & (bits)) != 0)
#else
#define atomic_glance_is(p, v)		(*(p) == (v))
#define atomic_glance_bits(p, bits)	((*(p) & (bits)) != 0)
#endif

/* Stores v, and returns what was there. A full fence. */
#define atomic_swap(p, v)	(arch_shared_point(), __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST))
/* Adds v, and returns what was there. A full fence. */
#define atomic_add(p, v)	(arch_shared_point(), __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST))
/* Set or clear bits, and return what was there. A full fence. */
#define atomic_or(p, v)	(arch_shared_point(), __atomic_fetch_or(p, v, __ATOMIC_SEQ_CST))
#define atomic_and(p, v)	(arch_shared_point(), __atomic_fetch_and(p, v, __ATOMIC_SEQ_CST))

/* True if *p was `old` and is `new` now. A full fence if so. */
#define atomic_change(p, old, new) ({ \
	__typeof__(*(p)) atomic_old_ = (old); \
	arch_shared_point(); \
	__atomic_compare_exchange_n(p, &atomic_old_, new, false, __ATOMIC_SEQ_CST, \
				    __ATOMIC_ACQUIRE); \
})

/* Stores before it are seen by all before what loads behind it find. */
#ifdef __SANITIZE_THREAD__
/* That sanitizer knows no fences. A swap is one for the processor, and orders nothing for it. */
#define atomic_fence()		((void)__atomic_exchange_n(&(u32){ 0 }, 0, __ATOMIC_SEQ_CST))
#else
#define atomic_fence()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif

#endif
