/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two processors decide at the same time what a space is: whether its words have 32 bits, where
 * its areas lie, who is in it. Whatever comes first, all of that fits together.
 */
#include "flush_parts.h"
#include "meanwhile.h"

#include <api/compat.h>

#define S		1	/* the space's only thread, which is not active */
#define T		2	/* an active thread with 64-bit words */
#define CONTROL_32BIT	(1ul << 63)
#define KEEP		0	/* the areas as they are */
#define LOW_KIP		(KIP_AREA | L4_KIP_SIZE_LOG2 << 4)
#define LOW_UTCBS	(UTCB_AREA | UTCB_AREA_LOG2 << 4)
#define HIGH_KIP	(COMPAT_USER_END + KIP_AREA + (L4_KIP_SIZE_LOG2 << 4))
#define HIGH_UTCBS	(COMPAT_USER_END + UTCB_AREA + (UTCB_AREA_LOG2 << 4))

#define NEW_KIP_AREA	0x60000000ul
#define NEW_KIP		(NEW_KIP_AREA | L4_KIP_SIZE_LOG2 << 4)
#define USER		3	/* a thread that is active in the space for a while */

static struct tcb *other;

static void control(struct tcb *by, word_t control, word_t kip, word_t utcbs)
{
	host_leave(sys_space_control(by, tid(S), control, kip, utcbs, L4_TID_NIL));
}

static void decide_32bit(void)
{
	on(1);
	control(other, CONTROL_32BIT, KEEP, KEEP);
}

static void place_high(void)
{
	on(1);
	control(other, 0, HIGH_KIP, HIGH_UTCBS);
}

/* A space with areas that 32-bit words reach, or without areas. */
static void make_space(bool has_areas)
{
	play(other);
	on(0);
	assert_int_equal(thread_control(tid(S), tid(S), root->id, L4_TID_NIL, UNCHANGED), 1);
	if (has_areas)
		assert_int_equal(space_control(tid(S), LOW_KIP, LOW_UTCBS), 1);
}

/* The last call of t has returned 1, or one of the codes of X.2. */
static void check_result(struct tcb *t)
{
	if (t->frame.result != 1)
		assert_in_range(error_code(t), L4_ERROR_NO_PRIVILEGE, L4_ERROR_NO_MEMORY);
}

/* Both calls have returned, and the space is one that could be made by one call after the other. */
static void check_space(void)
{
	const struct space *s;

	handle_all();
	on(1);
	if (host_current() != other)
		become(other);
	on(0);
	assert_ptr_equal(host_current(), root);
	check_result(root);
	check_result(other);
	s = tcb_of(tid(S))->space;
	assert_int_equal(s->pt.end, space_is_compat(s) ? COMPAT_USER_END : ARCH_USER_END);
	if (s->is_initialised && space_is_compat(s)) {
		assert_true(s->utcb_area.end <= COMPAT_USER_END);
		assert_true(s->kip_base < COMPAT_USER_END);
	}
	check_all();
}

static void delete_and_wait(unsigned int n)
{
	on(0);
	host_leave(sys_thread_control(root, tid(n), L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      UNCHANGED));
	handle_all();
	assert_int_equal(root->frame.result, 1);
}

static void begin_two(void)
{
	several_begin(2);
	other = place(privileged(6, THREAD_PRIO_DEFAULT), 1);
}

/* The root task's SpaceControl, and the other one's at each moment in it. */
static void two_controls(bool has_areas, word_t bits, word_t kip, word_t utcbs,
			 void (*others)(void))
{
	bool happened = true;

	begin_two();
	for (unsigned long n = 1; happened; n++) {
		make_space(has_areas);
		meanwhile_begin(n, others);
		control(root, bits, kip, utcbs);
		happened = meanwhile_end();
		check_space();
		delete_and_wait(S);
	}
}

static void kept_and_placed(void **state)
{
	(void)state;
	two_controls(true, CONTROL_32BIT, KEEP, KEEP, place_high);
}

static void placed_and_kept(void **state)
{
	(void)state;
	two_controls(true, 0, HIGH_KIP, HIGH_UTCBS, decide_32bit);
}

static void both_placed(void **state)
{
	(void)state;
	two_controls(false, CONTROL_32BIT, LOW_KIP, LOW_UTCBS, place_high);
}

/* A thread with 64-bit words moves in: the space is none with 32-bit words. */
static void moved_in(void **state)
{
	bool happened = true;

	(void)state;
	begin_two();
	for (unsigned long n = 1; happened; n++) {
		struct tcb *t;

		make_space(true);
		t = make_thread(T, T);
		meanwhile_begin(n, decide_32bit);
		host_leave(sys_thread_control(root, tid(T), tid(S), L4_TID_NIL, L4_TID_NIL,
					      UNCHANGED));
		happened = meanwhile_end();
		check_space();
		assert_int_equal(space_is_compat(t->space), thread_is_compat(thread_of(t)));
		delete_and_wait(T);
		delete_and_wait(S);
	}
}

/* Areas are placed, a thread uses the space, gets a page there, and moves out again. */
static void use_space(void)
{
	on(1);
	control(other, 0, LOW_KIP, LOW_UTCBS);
	if (host_current() != other)
		return;
	host_leave(sys_thread_control(other, tid(USER), tid(S), other->id, other->id, UTCB(USER)));
	/* Or the processor of the root task has to do its part first. */
	if (host_current() != other || thread_find(tid(USER)) == NULL)
		return;
	map_at(&tcb_of(tid(USER))->space->pt, NEW_KIP_AREA, FRAME, 1, RIGHT_RWX);
	host_leave(sys_thread_control(other, tid(USER), tid(T), L4_TID_NIL, L4_TID_NIL, UNCHANGED));
}

/* What the user has put there meanwhile makes room for the interface page, if that comes last. */
static void used_meanwhile(void **state)
{
	const struct space *s;
	bool happened = true;
	unsigned int level;

	(void)state;
	begin_two();
	make_thread(T, T);
	for (unsigned long n = 1; happened; n++) {
		make_space(false);
		meanwhile_begin(n, use_space);
		control(root, 0, NEW_KIP, LOW_UTCBS);
		happened = meanwhile_end();
		check_space();
		s = tcb_of(tid(S))->space;
		if (s->is_initialised)
			assert_true(pte_is_kernel(pte_read(ptab_find(&s->pt, s->kip_base,
								     &level))));
		if (thread_find(tid(USER)) != NULL)
			delete_and_wait(USER);
		delete_and_wait(S);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(used_meanwhile),
	cmocka_unit_test(kept_and_placed),
	cmocka_unit_test(placed_and_kept),
	cmocka_unit_test(both_placed),
	cmocka_unit_test(moved_in),
};
SUITE(word_size);
