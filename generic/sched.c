/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling: 256 priorities, bitmap search, round robin inside a priority. A slice belongs to
 * the processor until a choice is made: a direct switch (IPC) keeps it running.
 */
#include <generic/sched.h>

#include <arch/time.h>
#include <base/assert.h>
#include <generic/event_chars.h>
#include <generic/sched_gate.h>
#include <generic/sched_limit.h>

/* Expired waits handled in one go: the rest waits for the next timer interrupt, at once. */
#define TICK_BATCH 16

static const struct sched_ops *api;

#ifdef CONFIG_SMP
/* Short IPC may switch to threads of this processor from priority `prio` on; NR_PRIOS: to none. */
static void open_from(struct cpu ARCH_NEAR *c, unsigned int prio)
{
	c->open = c->first_gate + ((u64)prio << 16);
	c->room = (NR_PRIOS - prio) << 16;
}

static void init_gates(struct cpu *c)
{
	c->open = c->first_gate = GATE(THREAD_WAITING, 0) + GATE_CPU(c->number);
}

#else
static void open_from(struct cpu *c, unsigned int prio)
{
	c->open = GATE(THREAD_WAITING, prio);
}

static void init_gates(struct cpu *c)
{
	c->open = GATE(THREAD_WAITING, NR_PRIOS);
}

#endif

void sched_init(struct cpu *c, struct tcb *idle, const struct sched_ops *ops)
{
	c->idle = c->current = idle;
	init_gates(c);
	c->gate_stale = true;
	c->top = -1;
	c->slice_end = c->programmed = c->delay_end = USEC_NEVER;
	idle->quantum = USEC_NEVER;
	api = ops;
	cpu_init_flush(c);
}

static int top_prio(const struct cpu ARCH_NEAR *c)
{
	unsigned int w;

	if (c->ready_words == 0)
		return -1;
	w = bit_highest(c->ready_words);
	return (int)(w * WORD_BITS + bit_highest(c->ready_map[w]));
}

static void set_top(struct cpu ARCH_NEAR *c, int prio)
{
	c->top = prio;
	c->gate_stale = true;
}

/* t, of this priority, begins its queue. */
static __always_inline void queue_begin(struct cpu ARCH_NEAR *c, struct tcb *t, unsigned int prio)
{
	unsigned int w = prio / WORD_BITS;

	/* The ring of a thread that is in no queue holds itself alone. */
	c->ready[prio] = t;
	c->ready_map[w] |= BIT(prio % WORD_BITS);
	c->ready_words |= BIT(w);
	t->is_queued = QUEUED;
}

static void queue_insert(struct cpu ARCH_NEAR *c, struct tcb *t, bool head)
{
	unsigned int prio = t->prio;
	struct tcb *first = c->ready[prio];

	if (first == NULL) {
		queue_begin(c, t, prio);
		if (c->top < (int)prio)
			set_top(c, (int)prio);
		return;
	}
	t->is_queued = QUEUED;
	list_insert_before(&first->ready, &t->ready);
	if (head)
		c->ready[prio] = t;
}

/* From here on the queues and `top` tell the whole truth. */
static void settle_urgent(struct cpu ARCH_NEAR *c)
{
	struct tcb *t = c->urgent;

	if (likely(t == NULL))
		return;
	c->urgent = NULL;
	queue_insert(c, t, false);
}

static void enqueue(struct tcb *t, bool head)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	ASSERT(!t->is_queued && t != c->idle && is_mine(t));
	settle_urgent(c);
	queue_insert(c, t, head);
}

void sched_enqueue_tail(struct tcb *t)
{
	enqueue(t, false);
}

void sched_enqueue_head(struct tcb *t)
{
	enqueue(t, true);
}

void sched_dequeue(struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	unsigned int prio = t->prio, w = prio / WORD_BITS;
	word_t map;

	settle_urgent(c);
	if (!t->is_queued)
		return;
	t->is_queued = QUEUED_NOT;
	if (list_is_empty(&t->ready)) {
		c->ready[prio] = NULL;
		map = c->ready_map[w] & ~BIT(prio % WORD_BITS);
		c->ready_map[w] = map;
		if (map == 0)
			c->ready_words &= ~BIT(w);
		if (c->top == (int)prio)
			set_top(c, top_prio(c));
		return;
	}
	if (c->ready[prio] == t)
		c->ready[prio] = list_entry(t->ready.next, struct tcb, ready);
	list_remove(&t->ready);
}

/*
 * t, the first of its queue, makes room at the queue's end for `me`, of the same priority, by the
 * ThreadSwitch of `me`. With no other one in the queue ports may do the same by themselves.
 */
static void queue_exchange(struct cpu ARCH_NEAR *c, struct tcb *me, struct tcb *t)
{
	struct list *next = t->ready.next;
	unsigned int prio = t->prio;

	ASSERT(!me->is_queued && me != c->idle && c->ready[prio] == t);
	t->is_queued = QUEUED_NOT;
	me->is_queued = QUEUED_SWITCHED;
	if (next == &t->ready) {
		c->ready[prio] = me;
		return;
	}
	list_replace(&t->ready, &me->ready);
	list_init(&t->ready);
	c->ready[prio] = list_entry(next, struct tcb, ready);
}

static int prio_of(const struct tcb *t)
{
	return t == arch_near_cpu()->idle ? -1 : t->prio;
}

void sched_wake(struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	ASSERT(is_mine(t));
	if (t == c->current)
		return;
	if (t->prio > prio_of(c->current)) {
		c->resched = true;
		if (likely(c->urgent == NULL && (int)t->prio > c->top)) {
			c->urgent = t;
			t->is_queued = QUEUED;
			return;
		}
	} else if (t->prio == prio_of(c->current)) {
		/* An equal competes for the slice from now on. */
		c->timer_stale = true;
	}
	sched_enqueue_tail(t);
}

/*
 * The slice of the running thread, which keeps what is left of it, ends, and one of t's own begins.
 * The queues hold all that wait for t by now.
 */
static void slice_change(struct cpu ARCH_NEAR *c, struct tcb *t)
{
	bool ends = c->slice_end != USEC_NEVER, begins = t->slice != 0 && t != c->idle;
	usec_t now = ends || begins ? arch_time_now() : 0;

	if (ends)
		c->current->slice_left = c->slice_end > now ? c->slice_end - now : 0;
	c->slice_end = USEC_NEVER;
	c->gate_stale = true;
	if (!begins)
		return;
	if (t->slice_left == 0)
		t->slice_left = t->slice;
	c->slice_end = now + t->slice_left;
	/* The end matters if an equal waits for it. */
	if (c->top >= (int)t->prio)
		c->timer_stale = true;
}

/* A new slice of the running thread, whatever is left of the old one. */
static void slice_renew(struct cpu ARCH_NEAR *c)
{
	c->slice_end = USEC_NEVER;
	slice_change(c, c->current);
}

usec_t sched_quantum_left(const struct tcb *t)
{
	const struct cpu ARCH_NEAR *c = arch_near_cpu();
	usec_t used;

	if (t->quantum == USEC_NEVER || t != c->current)
		return t->quantum_left;
	used = arch_time_now() - c->run_start;
	return used < t->quantum_left ? t->quantum_left - used : 0;
}

/* A finite quantum is charged while its thread is the running one, whoever gave the slice. */
static __noinline void charge_quantum(struct cpu ARCH_NEAR *c, struct tcb *t)
{
	if (c->current->quantum != USEC_NEVER)
		c->current->quantum_left = sched_quantum_left(c->current);
	if (t->quantum != USEC_NEVER) {
		c->run_start = arch_time_now();
		c->timer_stale = true;
	}
}

static struct tcb *switch_to(struct cpu ARCH_NEAR *c, struct tcb *t)
{
	if (unlikely((c->current->quantum & t->quantum) != USEC_NEVER))
		charge_quantum(c, t);
	c->delay_end = USEC_NEVER;
	c->current = t;
	return t;
}

static struct tcb *take_top(struct cpu ARCH_NEAR *c)
{
	struct tcb *t;

	settle_urgent(c);
	sched_look_at_limit(c);
	if (c->top < 0)
		return c->idle;
	t = c->ready[c->top];
	sched_dequeue(t);
	return t;
}

struct tcb *sched_pick(void)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	struct tcb *t = take_top(c);

	slice_change(c, t);
	c->resched = false;
	return switch_to(c, t);
}

struct tcb *sched_hand_over_weighed(struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	ASSERT(!t->is_queued);
	settle_urgent(c);
	if (c->top <= t->prio) {
		/* An equal of t may wait for the end of the slice that t inherits. */
		c->timer_stale |= c->top == t->prio;
		return switch_to(c, t);
	}
	sched_enqueue_head(t);
	return sched_pick();
}

/*
 * The thread at the top would preempt me. True: not yet, me has asked for delay and has some of
 * its time left.
 */
static bool delays(struct cpu ARCH_NEAR *c, struct tcb *me)
{
	usec_t now;

	if (likely(me->max_delay == 0) || me == c->idle)
		return false;
	if (c->top > me->sensitive_prio || !api->wants_delay(me))
		return false;
	now = arch_time_now();
	if (c->delay_end == USEC_NEVER) {
		if (me->delay_left == 0)
			return false;
		c->delay_end = now + me->delay_left;
		/* Used up until the next yield, however much of it is needed. */
		me->delay_left = 0;
		c->timer_stale = true;
		api->delayed(me);
	}
	return now < c->delay_end;
}

struct tcb *sched_settle(struct tcb *me)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	struct tcb *t;

	c->resched = false;
	t = c->urgent;
	if (likely(t != NULL && me->max_delay == 0)) {
		c->urgent = NULL;
		t->is_queued = QUEUED_NOT;
	} else {
		settle_urgent(c);
		if (c->top <= prio_of(me) || delays(c, me))
			return me;
		t = take_top(c);
	}
	if (me != c->idle) {
		api->preempted(me);
		sched_enqueue_head(me);
	}
	slice_change(c, t);
	return switch_to(c, t);
}

/* The upper half of a gate that has in common what two running threads have. */
static inline u32 both_gates(const struct tcb *me, const struct tcb *t)
{
	return me->gate_high & t->gate_high;
}

/*
 * True if t, in no queue, may take the place of the running thread at once: it is more urgent than
 * all others, and nothing is to be looked at of either or of the processor, but for floating-point
 * states, which are the port's: then it looks at the dispatcher's work.
 */
static inline bool may_overtake(const struct cpu ARCH_NEAR *c, const struct tcb *t)
{
	const struct tcb *me = c->current;

	/* An idle thread is not as usual. The gate will be another one. */
	return (c->todo & ~TODO_GATE) == 0 && t->prio > me->prio && (int)t->prio > c->top &&
	       (both_gates(me, t) | USUAL_FPU) >= GATE_HIGH_RUNNING;
}

/* So it does. What sched_settle() and sched_open_gate() would find is known. */
static __always_inline void overtake(struct cpu ARCH_NEAR *c, struct tcb *t, usec_t now)
{
	struct tcb *me = c->current;
	usec_t end = c->slice_end;

	ASSERT(me != c->idle && c->urgent == NULL && c->delay_end == USEC_NEVER);
	api->preempted(me);
	/* As a rule the running thread is above all that wait, and finds its queue empty. */
	if (likely((int)me->prio > c->top)) {
		queue_begin(c, me, me->prio);
		c->top = me->prio;
	} else {
		queue_insert(c, me, true);
	}
	if (end != USEC_NEVER)
		me->slice_left = end > now ? end - now : 0;
	end = USEC_NEVER;
	if (likely(t->slice != 0)) {
		if (t->slice_left == 0)
			t->slice_left = t->slice;
		end = now + t->slice_left;
	}
	c->slice_end = end;
	c->current = t;
	c->gate_stale = both_gates(me, t) < GATE_HIGH_RUNNING;
	open_from(c, (unsigned int)(c->top + (c->programmed > end)));
}

void sched_wake_now(struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	ASSERT(is_mine(t));
	if (likely(may_overtake(c, t)))
		overtake(c, t, arch_time_now());
	else
		sched_wake(t);
}

struct tcb *sched_yield(struct tcb *me)
{
	me->slice_left = 0;
	me->delay_left = me->max_delay;
	arch_near_cpu()->slice_end = USEC_NEVER;
	sched_enqueue_tail(me);
	return sched_pick();
}

struct tcb *sched_prefer(struct tcb *me, struct tcb *t)
{
	sched_enqueue_head(me);
	return sched_hand_over(t);
}

static __noinline struct tcb *donate_weighed(struct cpu ARCH_NEAR *c, struct tcb *me, struct tcb *t)
{
	if (!is_mine(t) || !t->is_queued)
		return sched_yield(me);
	sched_dequeue(t);
	sched_enqueue_tail(me);
	c->timer_stale = true;
	c->resched = false;
	return switch_to(c, t);
}

struct tcb *sched_donate(struct tcb *me, struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	/*
	 * It is queued then, and of this processor. The most urgent priority and who else has it
	 * stay: so do the timer and the gate.
	 */
	if (likely(c->ready[me->prio] == t && c->todo == 0 && tcb_runs_as_usual(t))) {
		queue_exchange(c, me, t);
		c->current = t;
		return t;
	}
	return donate_weighed(c, me, t);
}

/* The first timer, of t, has fired: of a wait long over, perhaps. True: so has its limit. */
static inline bool limit_reached(struct tcb *t, usec_t now)
{
	timerq_remove_first(&this_cpu()->timers);
	if (t->usual & USUAL_LIMIT)
		return false;
	if (t->limit <= now)
		return true;
	timerq_insert(&this_cpu()->timers, &t->timer, t->limit);
	return false;
}

void sched_program_timer(struct tcb *running)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	usec_t next = c->timers.root != NULL ? c->timers.root->deadline : USEC_NEVER;

	c->timer_stale = false;
	/* The end of a slice matters only if an equal waits for it, and not during a delay. */
	if (c->delay_end != USEC_NEVER)
		next = MIN(next, c->delay_end);
	else if (c->slice_end < next && running != c->idle && c->top >= running->prio)
		next = c->slice_end;
	/* Once it is known to be used up there is nothing to wait for. */
	if (running->quantum != USEC_NEVER && !(attention(running) & ATTENTION_QUANTUM))
		next = MIN(next, c->run_start + running->quantum_left);
	next = sched_limit_end(c, next);
	if (next >= c->programmed)
		return;
	c->programmed = next;
	arch_timer_program(next);
}

/*
 * The tick has ended the wait of t. True: nothing else has happened, t overtakes the running thread
 * and the timer is programmed. No slice matters to it: all that wait are less urgent than t.
 */
static inline bool tick_overtakes(struct cpu ARCH_NEAR *c, struct tcb *t, usec_t now)
{
	usec_t next = c->timers.root != NULL ? c->timers.root->deadline : USEC_NEVER;

	if (unlikely(next <= now || c->slice_end <= now || !may_overtake(c, t)))
		return false;
	overtake(c, t, now);
	next = sched_limit_end(c, next);
	if (likely(next != USEC_NEVER)) {
		c->programmed = next;
		arch_timer_program_from(now, next);
	}
	return true;
}

struct tcb *sched_tick(struct tcb *me, bool (*expired)(struct tcb *t))
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	usec_t now = arch_time_now();

	c->programmed = USEC_NEVER;
	sched_limit_tick(c, now);
	for (unsigned int i = 0; i < TICK_BATCH; i++) {
		struct timer *first = c->timers.root;
		struct tcb *t;

		if (first == NULL || first->deadline > now)
			break;
		t = container_of(first, struct tcb, timer);
		if (!limit_reached(t, now) || !expired(t))
			continue;
		if (likely(tick_overtakes(c, t, now)))
			return t;
		sched_wake(t);
	}
	c->timer_stale = true;
	/* It has ended what it was doing for a thread of another processor, and waits. */
	if (IS_ENABLED(CONFIG_SMP))
		me = c->current;
	if (me->quantum != USEC_NEVER && sched_quantum_left(me) == 0)
		attention_raise(me, ATTENTION_QUANTUM);
	if (now >= c->delay_end) {
		c->delay_end = USEC_NEVER;
		c->resched = true;
	}
	if (now >= c->slice_end && me != c->idle) {
		/* The thread that has just woken up may be too urgent for a delay. */
		settle_urgent(c);
		if (c->top >= me->prio && delays(c, me))
			return me;
		event_char_turn(EVENT_CHAR_SLICE);
		me->slice_left = 0;
		c->slice_end = USEC_NEVER;
		if (c->top >= me->prio) {
			api->preempted(me);
			sched_enqueue_tail(me);
			return sched_pick();
		}
		slice_renew(c);
	}
	return me;
}

void sched_open_gate(const struct tcb *running)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	ASSERT(c->urgent == NULL);
	c->gate_stale = !tcb_runs_as_usual(running) || c->delay_end != USEC_NEVER;
	open_from(c, c->gate_stale ? NR_PRIOS : sched_lowest_open(c));
	ASSERT(c->open >= GATE(THREAD_WAITING, 0));
}

void sched_slice_changed(struct tcb *t)
{
	t->slice_left = t->slice;
	if (t == arch_near_cpu()->current)
		slice_renew(arch_near_cpu());
}

void sched_quantum_set(struct tcb *t, usec_t quantum)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	t->quantum = t->quantum_left = quantum;
	usual_set(t, USUAL_QUANTUM, quantum == USEC_NEVER);
	attention_clear(t, ATTENTION_QUANTUM);
	if (t == c->current) {
		c->run_start = arch_time_now();
		c->timer_stale = true;
	}
}
