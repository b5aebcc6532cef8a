/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread table and life cycle of thread objects. Hides that the table is one array indexed by
 * thread number.
 */
#include <api/thread.h>

#include <api/compat.h>
#include <api/port.h>
#include <api/space.h>
#include <api/utcb.h>
#include <arch/copy.h>
#include <base/assert.h>
#include <generic/cpu.h>
#include <generic/grace.h>
#include <generic/kmem.h>
#include <generic/sched.h>
#include <generic/string.h>
#include <generic/waiters.h>

#define TABLE_BYTES	(sizeof(void *) << TID_NUMBER_BITS)

word_t thread_system_base, thread_user_base;

void **thread_table;
/* No id is its own, global or local, and nothing passes its gate. */
struct thread thread_absent = { .tcb.id = EXPECT_ANY, .tcb.local_id = 1 };
/* The last word of a cache's object is the cache's: it has room where struct thread is padded. */
#define THREAD_BYTES	(offsetof(struct thread, work) + \
			 MAX(sizeof(struct xfer), sizeof(struct work)))
/* Nobody looks at a thread that has gone, behind the grace period: its memory may serve others. */
static KMEM_CACHE(thread_cache, ALIGN_UP(THREAD_BYTES + sizeof(void *), 64ul), false);

err_t thread_table_init(void)
{
	unsigned int order = 0;

	while ((ARCH_PAGE_SIZE << order) < TABLE_BYTES)
		order++;
	thread_table = kmem_alloc_pages(order);
	if (thread_table == NULL)
		return ERR_NOMEM;
	arch_fill_table(thread_table, (word_t)&thread_absent.tcb.id, BIT(TID_NUMBER_BITS));
	port_thread_table(thread_table, TABLE_BYTES);
	return ERR_OK;
}

struct thread *thread_by_number(word_t number)
{
	struct thread *t = thread_at(number);

	if (IS_ENABLED(CONFIG_SMP) && atomic_glance(&t->tcb.id) == 0)
		return NULL;
	return number < BIT(TID_NUMBER_BITS) && t != &thread_absent ? t : NULL;
}

/*
 * A new thread in memory that has been another one's: what is not set here is valid only when
 * something else says so, which is.
 */
#ifdef CONFIG_SMP
static inline void init_others(struct thread *t)
{
	t->tcb.request.is_out = false;
	t->tcb.grace.next = NULL;
	t->tcb.waits_at = NULL;
	t->tcb.at = NULL;
	t->tcb.at_by_record = t->tcb.at_for_others = false;
	t->tcb.word = 0;
	t->tcb.has_grace = t->tcb.grace_is_last = t->tcb.leaves = false;
	t->tcb.leaves_to = t->tcb.left = 0;
	t->tcb.followers = NULL;
	t->member.is_mark = false;
	t->in_round = t->is_dead = t->is_over = false;
	t->work_left = 0;
	t->waiting = NULL;
	t->far.word = 0;
	t->far.s_error = t->far.r_error = t->far.access = 0;
	t->far.is_away = t->far.ends = t->far.stops = t->far.finishes = false;
	t->far.partner = NULL;
}
#else
static inline void init_others(struct thread *t __unused)
{
}
#endif

static inline void init_rendezvous(struct tcb *t)
{
	t->expect = EXPECT_NOBODY;
	t->acts_for = 0;
	t->send_queue = t->search_next = t->partner = NULL;
	t->proxies = 0;
	t->searches = false;
	t->awaits = NULL;
	waiters_init(t);
}

static inline void init_schedule(struct tcb *t)
{
	list_init(&t->ready);
	t->slice = t->slice_left = THREAD_SLICE_DEFAULT;
	t->quantum = t->quantum_left = USEC_NEVER;
	t->sensitive_prio = THREAD_PRIO_DEFAULT;
	t->max_delay = t->delay_left = 0;
	timer_init(&t->timer);
}

/* At rest, and in none: see USUAL_IPC. */
static inline void init_ipc(struct thread *t)
{
	t->source = SOURCE_UTCB;
	t->sink = SINK_UTCB;
	t->awaits_quantum = false;
	t->intended = L4_TID_NIL;
	t->outer.is_active = false;
}

struct thread *thread_create(word_t id, word_t scheduler)
{
	struct thread *t = kmem_alloc(&thread_cache);

	if (t == NULL)
		return NULL;
	t->tcb.id = id;
	t->tcb.gate = GATE(THREAD_INACTIVE, THREAD_PRIO_DEFAULT) +
		      GATE_CPU(arch_near_cpu()->number);
	t->tcb.fpu = NULL;
	t->tcb.local_id = 0;
	t->tcb.utcb = NULL;
	t->tcb.space = NULL;
	t->tcb.space_word = 0;
	t->tcb.space_serial = 0;
	init_schedule(&t->tcb);
	init_rendezvous(&t->tcb);
	init_ipc(t);
	t->utcb_location = UTCB_NOWHERE;
	t->scheduler = scheduler;
	t->is_irq = false;
	init_others(t);
	port_frame_init(&t->tcb);
	if (IS_ENABLED(CONFIG_SMP))
		return t;
	ASSERT(thread_at(tid_number(id)) == &thread_absent);
	thread_table[tid_number(id)] = &t->tcb.id;
	return t;
}

void thread_activate(struct thread *t, uvaddr_t location, word_t __user *utcb, word_t pager)
{
	volatile word_t *word;

	t->utcb_location = location;
	t->tcb.utcb = utcb;
	t->tcb.local_id = location + L4_UTCB_POINTER_OFFSET;
	if (space_is_compat(t->tcb.space)) {
		compat_activate(t, pager);
		return;
	}
	word = utcb_words(t);
	word[L4_UTCB_MY_GLOBAL_ID] = t->tcb.id;
	word[L4_UTCB_PROCESSOR_NO] = t->tcb.cpu;
	word[L4_UTCB_PAGER] = pager;
	word[L4_UTCB_EXCEPTION_HANDLER] = L4_TID_NIL;
	word[L4_UTCB_FLAGS] = 0;
	word[L4_UTCB_XFER_TIMEOUTS] = 0;
	word[L4_UTCB_BR0] = 0;
	word[L4_UTCB_VIRTUAL_SENDER] = 0;
	word[L4_UTCB_ERROR_CODE] = 0;
	word[L4_UTCB_WORD_SIZE_MASK] = ~(word_t)0;
}

void thread_set_id(struct thread *t, word_t id)
{
	t->tcb.id = id;
	/* Threads that waited for it have it at hand under the old id: no short IPC reaches it. */
	usual_set(&t->tcb, USUAL_ID, false);
	if (thread_is_active(t))
		utcb_write_tid(t, L4_UTCB_MY_GLOBAL_ID, id);
}

#ifdef CONFIG_SMP
bool thread_publish(struct thread *t)
{
	void *nobody = &thread_absent.tcb.id;

	return atomic_change(&thread_table[tid_number(t->tcb.id)], nobody, (void *)&t->tcb.id);
}

void thread_number_free(word_t number)
{
	void *nobody = &thread_absent.tcb.id;

	atomic_publish(&thread_table[number], nobody);
}
#endif

void thread_table_clear(struct thread *t)
{
	if (!IS_ENABLED(CONFIG_SMP) || ncpus == 1)
		thread_table[tid_number(t->tcb.id)] = &thread_absent.tcb.id;
	atomic_publish(&t->tcb.id, 0);
}

void thread_free(struct thread *t)
{
	grace_free(&thread_cache, t);
}

size_t thread_count(void)
{
	return kmem_used(&thread_cache);
}
