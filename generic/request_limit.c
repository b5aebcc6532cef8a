/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of a processor's time others can take.
 */
#include <generic/request_limit.h>

#include <arch/time.h>
#include <base/notify.h>
#include <generic/cpu.h>

/*
 * So many requests in so many microseconds. The mean of those that can be had for nothing is some
 * 1000 instructions, the interrupt included: a tenth of what a processor executes meanwhile that is
 * not faster than one instruction each nanosecond.
 */
#define WINDOW	1000
#define BUDGET	64

static struct request_limit *mine(void)
{
	return &this_cpu()->limit;
}

/* The highest priority that can run here; -1: nobody's. */
static int level(const struct cpu *c)
{
	int most = c->current != c->idle ? c->current->prio : -1;

	if (c->urgent != NULL)
		return MAX(most, c->urgent->prio);
	return MAX(most, c->top);
}

static void begin_window(struct request_limit *l, usec_t now)
{
	l->window_end = now + WINDOW;
	l->spent = REQUEST_LIMIT_NONE;
	l->budget = BUDGET;
	l->is_counted = false;
	atomic_poke(&l->held, 0);
}

bool request_limit_renew(void)
{
	struct request_limit *l = mine();
	usec_t now = arch_time_now();
	int most = level(this_cpu());

	if (most < 0 || now >= l->window_end) {
		begin_window(l, now);
		return true;
	}
	if (l->budget == 0 && !l->is_counted) {
		l->spent = MIN(l->spent, most);
		l->is_counted = true;
	}
	if (most >= l->spent) {
		atomic_poke(&l->held, (u32)l->spent + 1);
		arch_near_cpu()->timer_stale = true;
		return false;
	}
	/* A less urgent thread gives as much, once. */
	if (l->budget == 0) {
		l->budget = BUDGET;
		l->is_counted = false;
	}
	atomic_poke(&l->held, 0);
	return true;
}

void request_limit_tick(usec_t now)
{
	struct request_limit *l = mine();

	if ((l->held != 0 && now >= l->window_end) || (l->is_put_off && now >= l->not_before))
		arch_notify(&this_cpu()->arch);
}

usec_t request_limit_end(const struct request_limit *l)
{
	usec_t end = l->held != 0 ? l->window_end : USEC_NEVER;

	return l->is_put_off ? MIN(end, l->not_before) : end;
}

/* One of them holds requests, for a thread that is at least as urgent as all that wait here. */
static bool one_holds(const struct request_limit *l, struct cpu_set targets)
{
	while (!cpu_set_is_empty(&targets)) {
		u32 held = atomic_peek(&cpus[cpu_set_take(&targets)]->limit.held);

		if (held != 0 && held >= l->urgency)
			return true;
	}
	return false;
}

bool request_limit_puts_off(struct cpu_set targets)
{
	struct request_limit *l = mine();
	usec_t now;

	l->is_put_off = false;
	if (likely(!one_holds(l, targets)))
		return false;
	now = arch_time_now();
	if (now < l->not_before) {
		l->is_put_off = true;
		arch_near_cpu()->timer_stale = true;
		return true;
	}
	l->not_before = now + WINDOW;
	return false;
}
