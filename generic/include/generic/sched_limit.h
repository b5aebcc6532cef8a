/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What other processors ask for and the scheduler holds back: see <generic/request_limit.h>.
 */
#ifndef L4_GENERIC_SCHED_LIMIT_H
#define L4_GENERIC_SCHED_LIMIT_H

#include <base/notify.h>
#include <generic/cpu.h>

#ifdef CONFIG_SMP
/* What others ask for was held until nobody is more urgent than those in the queues. */
static inline void sched_look_at_limit(const struct cpu ARCH_NEAR *c)
{
	if (unlikely(c->limit.waits != 0) && request_limit_is_due(&this_cpu()->limit, c->top))
		arch_notify(&this_cpu()->arch);
}

/* The next event, which was `next` so far. */
static inline usec_t sched_limit_end(const struct cpu ARCH_NEAR *c, usec_t next)
{
	if (likely(c->limit.waits == 0))
		return next;
	return MIN(next, request_limit_end(&this_cpu()->limit));
}

static inline void sched_limit_tick(const struct cpu ARCH_NEAR *c, usec_t now)
{
	if (unlikely(c->limit.waits != 0))
		request_limit_tick(now);
}
#else
static inline void sched_look_at_limit(const struct cpu *c __unused)
{
}

static inline usec_t sched_limit_end(const struct cpu *c __unused, usec_t next)
{
	return next;
}

static inline void sched_limit_tick(const struct cpu *c __unused, usec_t now __unused)
{
}
#endif

#endif
