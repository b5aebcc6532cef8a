/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * r moves into another space while the processor of s writes words of a message to the UTCB of r:
 * at any shared access. The memory of that UTCB is nobody else's until that processor has stopped.
 */
#include "items_parts.h"

#include <generic/kmem.h>
#include <generic/lock.h>

/* Its UTCB is the first one in a page that does not stay with the space; that of NEXT the next. */
#define NUMBER	((UTCB_PAGES_STAY + 1) << (ARCH_PAGE_SHIFT - L4_UTCB_SIZE_LOG2))
#define NEXT	(NUMBER + 1)
#define SPACE	6	/* where r goes, and from there to the next one */
#define MOVER	8	/* on the processor of r, as LAST */
#define LAST	9
#define ROUNDS	12

static struct tcb *mover, *abroad, *farther, *last;
static struct kpage *pages[2];	/* where UTCBs were that have moved */
static bool has_left;

static struct kpage *page_of(struct tcb *t)
{
	return kmem_page((void *)ALIGN_DOWN((kvaddr_t)utcb_words(thread_of(t)), ARCH_PAGE_SIZE));
}

static void move_there(struct tcb *t, const struct tcb *to)
{
	play(mover);
	host_leave(sys_thread_control(mover, t->id, to->id, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	assert_ptr_equal(t->space, to->space);
	/* All but the processor of s do what they can. */
	for (unsigned int i = 0; i < ROUNDS; i++)
		handle(1 + i % 3);
}

/* The ThreadControl of r waits for the processor of s: another thread makes the next one. */
static void move_next(struct tcb *t, const struct tcb *to)
{
	struct tcb *first = mover;

	mover = last;
	move_there(t, to);
	mover = first;
}

static bool may_move(void)
{
	return !has_left && mapdb_lock.next == mapdb_lock.turn && point++ == chosen;
}

static void check_pages(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++)
		if (pages[i] != NULL)
			assert_true(pages[i]->state == KPAGE_USED || pages[i]->state == KPAGE_GONE);
	on(0);
}

/* r, alone in its page. */
static void move_alone(void)
{
	if (!may_move())
		return;
	has_left = true;
	pages[0] = page_of(r);
	move_there(r, abroad);
	check_pages();
}

/* r, then the thread that keeps the page. */
static void move_both(void)
{
	if (!may_move())
		return;
	has_left = true;
	pages[0] = page_of(r);
	move_there(r, abroad);
	move_next(tcb_of(tid(NEXT)), abroad);
	check_pages();
}

/* r twice: s may write to where it has been in between. */
static void move_twice(void)
{
	if (!may_move())
		return;
	has_left = true;
	pages[0] = page_of(r);
	move_there(r, abroad);
	pages[1] = page_of(r);
	move_next(r, farther);
	check_pages();
}

/* The message, at each of whose accesses to shared words r may move. */
static void send_and_move(void (*move)(void))
{
	on(0);
	missing(false, false);
	send(NEVER);
	on(0);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	handle(1);
	point = 0;
	has_left = false;
	host_shared_hook = move;
	handle(0);
	host_shared_hook = NULL;
	handle_all();
}

static void delete(word_t id)
{
	wake_root();
	play(root);
	host_leave(sys_thread_control(root, id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	handle_all();
	wake_root();
}

static struct tcb *make(unsigned int n)
{
	wake_root();
	play(root);
	return place_thread(n, 2, 1);
}

static void check_moves(void (*move)(void), bool has_next)
{
	begin();
	on(0);
	become(root);
	mover = place(privileged(MOVER, pr->prio), 1);
	last = place(privileged(LAST, pr->prio), 1);
	abroad = place_thread(SPACE, SPACE, 1);
	farther = place_thread(SPACE + 1, SPACE + 1, 1);
	for (chosen = 0;; chosen++) {
		r = make(NUMBER);
		utcb_write_tid(thread_of(r), L4_UTCB_PAGER, pr->id);
		if (has_next)
			(void)make(NEXT);
		pages[0] = pages[1] = NULL;
		send_and_move(move);
		if (!has_left)
			break;
		assert_true(is_over());
		assert_int_not_equal(pages[0]->state, KPAGE_GONE);
		delete(r->id);
		if (has_next)
			delete(tid(NEXT));
	}
	assert_true(chosen > 4);
	check_all();
}

static void alone(void **state)
{
	(void)state;
	check_moves(move_alone, false);
}

static void both(void **state)
{
	(void)state;
	check_moves(move_both, true);
}

static void twice(void **state)
{
	(void)state;
	check_moves(move_twice, false);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(alone),
	cmocka_unit_test(both),
	cmocka_unit_test(twice),
};
SUITE(items_moved);
