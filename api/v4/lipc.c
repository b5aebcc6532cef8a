/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lipc without the kernel: who may be switched to, and who has been.
 */
#include <api/lipc.h>

#include "ipc_parts.h"

#include <api/space.h>
#include <api/utcb.h>
#include <generic/kmem.h>
#include <generic/lock.h>

/* --- groups --- */

/* That of this processor, which alone would add it; NULL: there is none. */
static struct lipc_group *group_find(const struct space *s)
{
	struct lipc_group *g;

	lock_acquire(&mapdb_lock);
	g = s->lipc;
	while (g != NULL && g->cpu != arch_near_cpu()->number)
		g = g->next;
	mapdb_release();
	return g;
}

static void group_add(struct space *s, struct lipc_group *g)
{
	lock_acquire(&mapdb_lock);
	g->next = s->lipc;
	s->lipc = g;
	mapdb_release();
}

/* That of the running thread's space on this processor; NULL: no memory. */
static struct lipc_group *group_get(struct space *s)
{
	struct lipc_group *g = group_find(s);
	char *page;

	if (g != NULL)
		return g;
	page = kmem_zalloc_pages(LIPC_GROUP_ORDER);
	if (page == NULL)
		return NULL;
	if (port_lipc_show(s, page)) {
		kmem_free_pages(page, LIPC_GROUP_ORDER);
		return NULL;
	}
	g = (struct lipc_group *)(page + ARCH_PAGE_SIZE);
	g->cpu = arch_near_cpu()->number;
	group_add(s, g);
	return g;
}

err_t lipc_opt_in(struct thread *t)
{
	struct lipc_group *g;

	if (lipc_is_in(&t->tcb))
		return ERR_OK;
	g = group_get(t->tcb.space);
	if (g == NULL)
		return ERR_NOMEM;
	if (g->members == LIPC_MEMBERS)
		return ERR_BUSY;
	g->member[g->members++] = t;
	t->lipc = g;
	usual_set(&t->tcb, USUAL_LIPC, false);
	port_lipc_mark(&t->tcb, true);
	return ERR_OK;
}

/* --- user code follows --- */

/* Nothing about t is unusual or pending but that it has opted in. */
static bool can_switch(const struct tcb *t)
{
	return (u16)(t->usual | USUAL_LIPC) == USUAL_ALL && attention(t) == 0 &&
	       !tcb_record_is_out(t);
}

/*
 * For whom t, which waits, does so: a FromSpecifier that names only threads of the space, or any.
 * False: one of another space.
 */
static bool waits_for(const struct thread *t, word_t *from)
{
	word_t expect = t->tcb.expect;

	STATIC_ASSERT(EXPECT_ANY == L4_TID_ANY && EXPECT_LOCAL == L4_TID_ANY_LOCAL,
		      "open waits are their FromSpecifiers");
	*from = rendezvous_names(expect) ? thread_id_seen(t, expect) : expect;
	return !rendezvous_names(expect) || !tid_is_global(*from);
}

/* The class comes last: whoever finds it right may read the others. */
static void show(struct thread *t, word_t from, word_t sp, word_t key)
{
	t->is_published = true;
	t->shown_expect = from;
	t->shown_stack = sp;
	utcb_write_plain(t, L4_UTCB_LIPC_EXPECT, from);
	utcb_write_plain(t, L4_UTCB_LIPC_STACK, sp);
	utcb_write_plain(t, L4_UTCB_LIPC_CLASS, t->tcb.local_id + key);
}

bool lipc_publish(struct tcb *t, word_t key)
{
	struct lipc_group *g = thread_of(t)->lipc;
	word_t from, sp;

	if (!can_switch(t))
		return false;
	show(thread_of(t), EXPECT_NOBODY, 0, key);
	for (unsigned int i = 0; i < g->members; i++) {
		struct thread *m = g->member[i];

		if (&m->tcb != t && m->tcb.state == THREAD_WAITING &&
		    m->tcb.prio == t->prio && can_switch(&m->tcb) && waits_for(m, &from) &&
		    port_lipc_stack(&m->tcb, &sp))
			show(m, from, sp, key);
	}
	return true;
}

/* --- user code has run --- */

/*
 * t has switched to another thread, or seems to have, and waits from then on. What its record says
 * is anything: it is a FromSpecifier, and fails like one.
 */
static void wait_as_told(struct thread *t, word_t from, word_t sp)
{
	port_lipc_wait(&t->tcb, sp);
	t->tcb.state = THREAD_RUNNING;
	t->timeouts = TIMEOUTS_NEVER;
	t->tag = 0;
	t->from = from;
	ipc_receive_begin(t);
	if (ipc_goes_on(t))
		sched_wake(&t->tcb);
}

/* t, which does not run, is published no more. */
static void take(struct thread *t, bool has_run)
{
	word_t from = utcb_read_plain(t, L4_UTCB_LIPC_EXPECT);
	word_t sp = utcb_read_plain(t, L4_UTCB_LIPC_STACK);

	if (has_run || from != t->shown_expect || sp != t->shown_stack)
		wait_as_told(t, from, sp);
}

/* The one of those published with this local id; `chosen`: there is none. */
static struct thread *named_by(struct lipc_group *g, word_t word, struct thread *chosen)
{
	for (unsigned int i = 0; i < g->members; i++) {
		struct thread *m = g->member[i];

		if (m->is_published && m->tcb.local_id == word)
			return m;
	}
	return chosen;
}

struct tcb *lipc_take(struct tcb *chosen, word_t word)
{
	struct lipc_group *g = thread_of(chosen)->lipc;
	struct thread *r = named_by(g, word, thread_of(chosen));

	if (&r->tcb != chosen) {
		port_lipc_move(&r->tcb, chosen);
		ipc_over(r);
		arch_near_cpu()->current = &r->tcb;
	}
	for (unsigned int i = 0; i < g->members; i++) {
		struct thread *m = g->member[i];

		if (!m->is_published)
			continue;
		m->is_published = false;
		utcb_write_plain(m, L4_UTCB_LIPC_CLASS, 0);
		if (m != r)
			take(m, &m->tcb == chosen);
	}
	return &r->tcb;
}
