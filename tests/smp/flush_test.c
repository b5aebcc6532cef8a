/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages that are taken away while other processors know them: models revoke.pml, entries.pml and
 * flush.pml. A processor's buffer of translations forgets nothing by itself, so whatever the kernel
 * does not have flushed can still be used there.
 */
#include "flush_parts.h"

#include <api/request.h>

/* --- one page, two processors --- */

/* One interrupt there, one back; the thread does not run meanwhile and others do. */
static void one_page(void **state)
{
	word_t returns;

	(void)state;
	begin(3);
	*access(1, MEMORY, RIGHT_W) = 5;
	returns = a->frame.returns;
	unmap(a, MEMORY, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	assert_ptr_not_equal(host_current(), a);
	assert_true(rings(1));
	assert_false(rings(2));
	/* That is what has to be waited for. */
	assert_non_null(access(1, MEMORY, RIGHT_W));
	assert_null(access(0, MEMORY, RIGHT_W));

	handle(1);
	assert_null(access(1, MEMORY, RIGHT_W));
	assert_int_equal(a->state, THREAD_ASKING);
	on(0);
	assert_true(rings(0));
	host_interrupt();
	assert_int_equal(a->state, THREAD_RUNNING);
	become(a);
	assert_int_equal(a->frame.returns, returns + 1);
	assert_int_equal(mr(a)[0] & RIGHT_RWX, RIGHT_W);
	assert_true(cpu_set_is_empty(&flush_owed));
	check_all();
}

/* What no other processor can know costs no interrupt and no wait. */
static void alone(void **state)
{
	struct tcb *c;
	word_t returns;

	(void)state;
	begin(2);
	c = NULL;
	on(0);
	become(root);
	c = place_thread(3, 3, 0);
	map_at(&c->space->pt, MEMORY, FRAME + 100, 1, RIGHT_RWX);
	become(c);
	returns = c->frame.returns;
	unmap(c, MEMORY, RIGHT_RWX, true);
	assert_ptr_equal(host_current(), c);
	assert_int_equal(c->frame.returns, returns + 1);
	assert_false(rings(1));
	assert_true(cpu_set_is_empty(&flush_owed));
}

/* The status alone is asked for, and reset: that waits too. */
static void status(void **state)
{
	(void)state;
	begin(2);
	*access(1, MEMORY, RIGHT_W) = 5;
	unmap(a, MEMORY, 0, true);
	assert_int_equal(a->state, THREAD_ASKING);
	/* Known to be marked there: the processor would not mark it again. */
	*access(1, MEMORY, RIGHT_W) = 6;
	handle_all();
	become(a);
	assert_int_equal(mr(a)[0] & RIGHT_RWX, RIGHT_W);
	*access(1, MEMORY, RIGHT_W) = 7;
	unmap(a, MEMORY, 0, true);
	handle_all();
	become(a);
	assert_int_equal(mr(a)[0] & RIGHT_RWX, RIGHT_W);
	unmap(a, MEMORY, 0, true);
	handle_all();
	become(a);
	assert_int_equal(mr(a)[0] & RIGHT_RWX, 0);
}

/* Rights that are extended need nothing: a processor that does not know them looks again. */
static void more_rights(void **state)
{
	word_t returns;

	(void)state;
	begin(2);
	map_at(&a->space->pt, OTHER, FRAME + 20, 1, RIGHT_R);
	assert_non_null(access(1, OTHER, RIGHT_R));
	map_at(&a->space->pt, OTHER, FRAME + 20, 1, RIGHT_RWX);
	assert_true(cpu_set_is_empty(&flush_owed));
	play(b);
	returns = b->frame.returns;
	/* A buffer may say no: then no message is sent. */
	host_leave(fault_page(b, OTHER, RIGHT_W));
	assert_ptr_equal(host_current(), b);
	assert_int_equal(b->state, THREAD_WAITING - 1);
	assert_int_equal(b->frame.returns, returns);
	assert_non_null(access(1, OTHER, RIGHT_W));
	/* What is not allowed is a fault as ever. */
	host_leave(fault_page(b, OTHER + ARCH_PAGE_SIZE, RIGHT_W));
	assert_ptr_not_equal(host_current(), b);
}

/* One that waits moves: it has not returned, and waits where it arrives. */
static void moved(void **state)
{
	(void)state;
	begin(3);
	*access(1, MEMORY, RIGHT_W) = 5;
	unmap(a, MEMORY, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	on(0);
	become(root);
	host_leave(sys_schedule(root, a->id, UNCHANGED, 2, UNCHANGED, UNCHANGED));
	/* Processor 1 has not answered: what is to be waited for is there. */
	for (unsigned int i = 0; i < 4; i++) {
		handle(2);
		handle(0);
	}
	assert_int_equal(a->cpu, 2);
	assert_non_null(access(1, MEMORY, RIGHT_W));
	on(2);
	assert_ptr_not_equal(host_current(), a);
	assert_int_equal(a->state, THREAD_ASKING);
	handle(1);
	handle_all();
	assert_null(access(1, MEMORY, RIGHT_W));
	assert_int_equal(a->state, THREAD_RUNNING);
	play(a);
	assert_int_equal(mr(a)[0] & RIGHT_RWX, RIGHT_W);
	check_all();
}

/* A processor that the last thread of a space leaves knows nothing of it, and is not asked. */
static void left(void **state)
{
	struct tcb *c;

	(void)state;
	begin(2);
	become(root);
	c = place_thread(3, 1, 1);
	assert_non_null(access(1, MEMORY, RIGHT_W));
	move(b, 0);
	assert_int_equal(space_loaded_set(&a->space->pt).word[0], 3);
	become(a);
	unmap(a, MEMORY, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	handle_all();
	assert_null(access(1, MEMORY, RIGHT_W));

	assert_non_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
	move(c, 0);
	assert_int_equal(space_loaded_set(&a->space->pt).word[0], 1);
	become(a);
	unmap(a, MEMORY + ARCH_PAGE_SIZE, RIGHT_RWX, true);
	assert_ptr_equal(host_current(), a);
	assert_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
	/* And is again, before one runs there. */
	move(c, 1);
	assert_int_equal(space_loaded_set(&a->space->pt).word[0], 3);
}

/*
 * The page at MEMORY is granted to a thread of another space, by a message of so many words whose
 * first item that is: neither partner goes on before the processor that knows the page answers.
 * Returns the receiver, which has gone on then, once.
 */
static struct tcb *grant(unsigned int words)
{
	struct tcb *c;
	word_t returns;

	begin(2);
	become(root);
	c = place_thread(3, 3, 0);
	become(c);
	utcb_write(thread_of(c), L4_UTCB_BR0, L4_FPAGE_COMPLETE);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	assert_non_null(access(1, MEMORY, RIGHT_W));
	on(0);
	become(a);
	returns = c->frame.returns;
	mr(a)[1] = OTHER | L4_ITEM_GRANT;
	mr(a)[2] = fpage(MEMORY, RIGHT_RWX);
	/* Behind it a string, for which the receiver has no buffer. */
	mr(a)[3] = 16 << 10;
	mr(a)[4] = MEMORY + ARCH_PAGE_SIZE;
	ipc_words(c->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, words);
	assert_int_equal(a->state, THREAD_SENDING);
	assert_ptr_not_equal(host_current(), a);
	assert_int_equal(c->frame.returns, returns);
	assert_true(rings(1));
	handle_all();
	on(0);
	host_leave(sys_thread_switch(host_current(), a->id));
	assert_null(access(1, MEMORY, RIGHT_W));
	assert_int_equal(c->frame.returns, returns + 1);
	assert_non_null(host_access(c->space->pt.space_word, OTHER, RIGHT_W));
	return c;
}

static void granted(void **state)
{
	struct tcb *c = grant(2);

	(void)state;
	assert_false(c->frame.tag & L4_TAG_ERROR);
	check_all();
}

/* The item behind does not fit: the grant has happened all the same. */
static void granted_before_overflow(void **state)
{
	struct tcb *c = grant(4);

	(void)state;
	assert_true(ipc_failed(c, L4_IPC_OVERFLOW, 1));
	assert_true(ipc_failed(a, L4_IPC_OVERFLOW, 0));
	check_all();
}

/* A page is granted, and the message is cancelled meanwhile: both go on, once. */
static void granted_and_cancelled(void **state)
{
	word_t returns;
	struct tcb *c;

	(void)state;
	begin(2);
	become(root);
	c = place_thread(3, 3, 0);
	become(c);
	utcb_write(thread_of(c), L4_UTCB_BR0, L4_FPAGE_COMPLETE);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	on(0);
	become(a);
	returns = a->frame.returns;
	mr(a)[1] = OTHER | L4_ITEM_GRANT;
	mr(a)[2] = fpage(MEMORY, RIGHT_RWX);
	ipc_words(c->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 2);
	assert_int_equal(a->state, THREAD_SENDING);
	ipc_abort(thread_of(a));
	assert_true(a->is_queued);
	handle_all();
	on(0);
	become(a);
	assert_int_equal(a->frame.returns, returns + 1);
	assert_true(ipc_failed(a, L4_IPC_ABORTED, 0));
	check_all();
}

/* --- several who wait --- */

/*
 * a has taken a page away that processor `knows` still knows, and waits. Returns another thread of
 * the space, on processor 2, which the test plays.
 */
static struct tcb *other_meets(unsigned int knows)
{
	struct tcb *c;

	on(0);
	become(root);
	c = place_thread(3, 1, 2);
	become(a);
	assert_non_null(access(knows, MEMORY, RIGHT_W));
	unmap(a, MEMORY, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	on(2);
	return c;
}

/*
 * A page is gone from the tables but known elsewhere when another thread, on another processor,
 * takes it away too: it may not go on before that is forgotten either.
 */
static void others_pages(void **state)
{
	struct tcb *c;

	(void)state;
	begin(3);
	c = other_meets(1);
	become(c);
	unmap(c, MEMORY, RIGHT_RWX, true);
	assert_int_equal(c->state, THREAD_ASKING);
	assert_non_null(access(1, MEMORY, RIGHT_W));
	handle(1);
	handle(2);
	assert_int_equal(c->state, THREAD_RUNNING);
	assert_null(access(1, MEMORY, RIGHT_W));
	assert_null(access(2, MEMORY, RIGHT_W));
	handle_all();
	assert_int_equal(a->state, THREAD_RUNNING);
}

/* The same of what the processor itself still knows: it asks nobody, and forgets. */
static void own_pages(void **state)
{
	struct tcb *c;

	(void)state;
	begin_alone(3);
	c = other_meets(2);
	cpus[2]->arch.irq_recorded = 0;		/* on its way still */
	become(c);
	unmap(c, MEMORY, RIGHT_RWX, true);
	assert_ptr_equal(host_current(), c);
	assert_null(access(2, MEMORY, RIGHT_W));
	cpus[2]->arch.irq_recorded = NOTIFIED;
	handle_all();
	assert_true(a->state != THREAD_ASKING);
}

/* Whoever comes while a round is out goes on with the next one; that is all that is asked. */
static void rounds(void **state)
{
	struct tcb *c;

	(void)state;
	begin(2);
	become(root);
	c = place_thread(3, 1, 0);
	become(a);
	assert_non_null(access(1, MEMORY, RIGHT_W));
	unmap(a, MEMORY, RIGHT_RWX, true);
	handle(1);
	assert_non_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
	on(0);
	cpus[0]->arch.irq_recorded = 0;		/* on its way still */
	become(c);
	unmap(c, MEMORY + ARCH_PAGE_SIZE, RIGHT_RWX, true);
	assert_int_equal(c->state, THREAD_ASKING);
	assert_false(rings(1));
	cpus[0]->arch.irq_recorded = NOTIFIED;
	host_interrupt();
	assert_int_equal(a->state == THREAD_RUNNING || a == host_current(), true);
	assert_int_equal(c->state, THREAD_ASKING);
	assert_true(rings(1));
	assert_non_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
	handle_all();
	assert_true(c->state != THREAD_ASKING);
	assert_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
}

/* The last of several answers wakes, and only that one. */
static void last_answer(void **state)
{
	(void)state;
	begin(4);
	on(0);
	become(root);
	place_thread(3, 1, 2);
	place_thread(4, 1, 3);
	become(a);
	for (unsigned int n = 1; n < 4; n++)
		assert_non_null(access(n, MEMORY, RIGHT_W));
	unmap(a, MEMORY, RIGHT_RWX, true);
	handle(3);
	assert_false(rings(0));
	handle(1);
	assert_false(rings(0));
	on(0);
	host_interrupt();
	assert_int_equal(a->state, THREAD_ASKING);
	handle(2);
	assert_true(rings(0));
	for (unsigned int n = 1; n < 4; n++)
		assert_null(access(n, MEMORY, RIGHT_W));
	handle_all();
	assert_true(a->state != THREAD_ASKING);
}

/* How many others' rounds processor 1 has answered. */
static unsigned int answered(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < ncpus; i++)
		if (i != 1 && cpus[i]->flush.done[1] == cpus[i]->flush.wanted)
			n++;
	return n;
}

/* One that many have asked answers some, and lets interrupts in before the others. */
static void many_ask(void **state)
{
	struct tcb *c[4] = { NULL };

	(void)state;
	begin(4);
	become(root);
	for (unsigned int n = 2; n < 4; n++)
		c[n] = place_thread(n + 1, 1, n);
	become(a);
	unmap(a, MEMORY, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	for (unsigned int n = 2; n < 4; n++) {
		play(c[n]);
		unmap(c[n], MEMORY + n * ARCH_PAGE_SIZE, RIGHT_RWX, true);
		assert_int_equal(c[n]->state, THREAD_ASKING);
	}
	on(1);
	assert_int_equal(answered(), 0);
	cpus[1]->arch.irq_recorded = 0;
	(void)request_interrupt();
	assert_int_equal(answered(), 2);
	assert_true(rings(1));
	cpus[1]->arch.irq_recorded = 0;
	(void)request_interrupt();
	assert_int_equal(answered(), 3);
	handle_all();
	assert_true(a->state != THREAD_ASKING);
	for (unsigned int n = 2; n < 4; n++)
		assert_true(c[n]->state != THREAD_ASKING);
	check_all();
}

/* --- memory --- */

/* Tables and pages of UTCBs go back when all that may walk them have answered, not before. */
static void tables_wait(void **state)
{
	unsigned int level;
	struct kpage *p;
	pte_t *slot;

	(void)state;
	begin(2);
	map_at(&a->space->pt, OTHER, FRAME + 20, 1, RIGHT_RWX);
	slot = ptab_find(&a->space->pt, OTHER, &level);
	p = kmem_page(slot);
	assert_int_equal(p->state, KPAGE_PTAB);
	assert_non_null(access(1, OTHER, RIGHT_R));
	unmap(a, OTHER, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	assert_int_equal(p->state, KPAGE_GONE_TABLE);
	handle_all();
	assert_true(p->state == KPAGE_KEPT || p->state == KPAGE_FREE || p->state == KPAGE_TAIL);
}

/* A space goes when no processor has it loaded; its root is not touched before. */
static void root_waits(void **state)
{
	struct balance before;
	struct kpage *p;
	struct space *s;
	struct tcb *c;

	(void)state;
	begin(2);
	handle_all();
	on(0);
	become(root);
	before = balance();
	c = place_thread(3, 3, 1);
	s = c->space;
	p = kmem_page(s->pt.root);
	map_at(&s->pt, MEMORY, FRAME + 30, 1, RIGHT_RWX);
	on(1);
	assert_non_null(host_access(s->pt.space_word, MEMORY, RIGHT_W));
	/* The thread comes to processor 0; an idle thread leaves the space loaded there. */
	sched_dequeue(c);
	on(0);
	space_unhold(&s->pt, 1);
	space_hold(&s->pt);
	c->cpu = 0;
	sched_wake(c);
	host_interrupt();
	become(root);
	assert_true(space_loaded_set(&s->pt).word[0] & 2);
	host_leave(sys_thread_control(root, c->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      ~(word_t)0));
	/* The deletion is told first. */
	for (unsigned int i = 0; i < 10 && !cpu_set_has(&cpus[1]->flush.asked, 0); i++)
		handle(i % 2 == 0);
	on(0);
	assert_ptr_not_equal(host_current(), root);
	assert_int_equal(p->state, KPAGE_PTAB);
	handle_all();
	assert_true(p->state != KPAGE_PTAB);
	on(0);
	become(root);
	assert_balance(before);
}

/* Every processor in the loaded set is asked to leave a space that is destroyed. */
static void asked_to_leave(void **state)
{
	bool waits = false;

	(void)state;
	begin(3);
	become(root);
	assert_int_equal(grace_wait_unloaded(root, &a->space->pt, &waits), ERR_AGAIN);
	assert_true(cpus[0]->flush.unloads);
	assert_true(rings(1) && cpu_set_has(&cpus[1]->flush.asked, 0));
	assert_false(rings(2));
}

/* A processor knows the space as long as one of its threads is there, however many there were. */
static void many_threads(void **state)
{
	struct ptab *pt;
	struct cpu_set set;

	(void)state;
	begin(3);
	pt = &a->space->pt;
	on(2);
	for (unsigned int i = 0; i <= BIT(16); i++)
		space_hold(pt);
	for (unsigned int i = 0; i <= BIT(16); i++) {
		set = space_loaded_set(pt);
		assert_true(cpu_set_has(&set, 2));
		space_unhold(pt, 2);
	}
	set = space_loaded_set(pt);
	assert_false(cpu_set_has(&set, 2));
}

/* SpaceControl replaces pages that an idle processor may know by areas: it waits for that one. */
static void areas_replace_pages(void **state)
{
	struct space *space;

	(void)state;
	several_begin(2);
	b = place_thread(1, 1, 1);
	assert_int_equal(thread_control(tid(2), tid(1), root->id, L4_TID_NIL, UTCB(2)), 1);
	space = b->space;
	play(b);
	on(0);
	map_at(&space->pt, MEMORY, FRAME, 8, RIGHT_RWX);
	handle_all();
	host_leave(sys_thread_control(root, tid(1), L4_TID_NIL, 0, 0, UNCHANGED));
	handle_all();
	assert_int_equal(root->frame.result, 1);
	assert_true(space_loaded_set(&space->pt).word[0] & 2);
	host_leave(sys_space_control(root, tid(2), 0, KIP_AREA | L4_KIP_SIZE_LOG2 << 4,
				     MEMORY | UTCB_AREA_LOG2 << 4, L4_TID_ANY));
	assert_int_equal(root->state, THREAD_ASKING);
	handle_all();
	assert_int_equal(root->state, THREAD_RUNNING);
	assert_int_equal(root->frame.result, 1);
	assert_true(cpu_set_is_empty(&flush_owed));
	assert_true(list_is_empty(&cpus[0]->flush.pages_next));
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(areas_replace_pages),
	cmocka_unit_test(many_threads),
	cmocka_unit_test(one_page),
	cmocka_unit_test(alone),
	cmocka_unit_test(status),
	cmocka_unit_test(more_rights),
	cmocka_unit_test(granted),
	cmocka_unit_test(granted_before_overflow),
	cmocka_unit_test(granted_and_cancelled),
	cmocka_unit_test(left),
	cmocka_unit_test(moved),
	cmocka_unit_test(others_pages),
	cmocka_unit_test(own_pages),
	cmocka_unit_test(rounds),
	cmocka_unit_test(last_answer),
	cmocka_unit_test(many_ask),
	cmocka_unit_test(tables_wait),
	cmocka_unit_test(root_waits),
	cmocka_unit_test(asked_to_leave),
};
SUITE(flush);
