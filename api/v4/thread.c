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

void *thread_nobody(void)
{
	return &thread_absent.tcb.id;
}

struct thread *thread_by_number(word_t number)
{
	struct thread *t = thread_at(number);

	if (IS_ENABLED(CONFIG_SMP) && atomic_glance(&t->tcb.id) == 0)
		return NULL;
	return number < BIT(TID_NUMBER_BITS) && t != &thread_absent ? t : NULL;
}

#ifdef CONFIG_SMP
#define CLEAR_FROM	offsetof(struct thread, tcb.fpu)
#define CLEAR_END	offsetof(struct thread, far.address)

static inline void clear_others(struct thread *t)
{
	t->tcb.request.is_out = false;
	t->tcb.grace.next = NULL;
	t->tcb.cpu = arch_near_cpu()->number;
}
#else
#define CLEAR_FROM	0ul
#define CLEAR_END	offsetof(struct thread, print)

static inline void clear_others(struct thread *t __unused)
{
}
#endif

/* A new thread in memory that has been another one's. */
static inline void clear(struct thread *t)
{
	STATIC_ASSERT((CLEAR_END - CLEAR_FROM) % sizeof(word_t) == 0, "words are cleared");
	arch_fill((char *)t + CLEAR_FROM, 0, (CLEAR_END - CLEAR_FROM) / sizeof(word_t));
	clear_others(t);
	t->outer.is_active = false;
}

struct thread *thread_create(word_t id)
{
	struct thread *t = kmem_alloc(&thread_cache);

	if (t == NULL)
		return NULL;
	clear(t);
	t->tcb.id = id;
	t->tcb.state = THREAD_INACTIVE;
	t->tcb.no_attention = ATTENTION_ALL;
	t->tcb.usual = USUAL_ALL;
	t->tcb.awaits_id = EXPECT_ANY;
	t->tcb.prio = t->tcb.sensitive_prio = THREAD_PRIO_DEFAULT;
	t->tcb.quantum = t->tcb.quantum_left = USEC_NEVER;
	t->tcb.slice = t->tcb.slice_left = THREAD_SLICE_DEFAULT;
	t->utcb_location = UTCB_NOWHERE;
	list_init(&t->tcb.ready);
	list_init(&t->tcb.send_link);
	waiters_init(&t->tcb);
	list_init(&t->member.link);
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
