/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The timer queue against a sorted list, and the bounds of its costs.
 */
#include "test.h"

#include <generic/timerq.h>

#define TIMERS 600

static struct timer timer[TIMERS];
static struct timerq queue;

/* Heap order, parent links, ranks. Returns the number of elements. */
static unsigned int check_tree(const struct timer *t, const struct timer *parent)
{
	u32 left, right;
	unsigned int n;

	if (t == NULL)
		return 0;
	assert_ptr_equal(t->parent, parent);
	assert_true(parent == NULL || parent->deadline <= t->deadline);
	n = 1 + check_tree(t->left, t) + check_tree(t->right, t);
	left = t->left != NULL ? t->left->rank : 0;
	right = t->right != NULL ? t->right->rank : 0;
	assert_true(left >= right);
	assert_int_equal(t->rank, right + 1);
	/* The right spine, all that a merge walks, is logarithmic. */
	assert_true(BIT(t->rank) <= n + 1);
	return n;
}

static void timers_random(void **state)
{
	unsigned int n = 0;

	(void)state;
	for (unsigned int round = 0; round < test_rounds(6000); round++) {
		struct timer *t = &timer[test_random(TIMERS)];
		usec_t first = USEC_NEVER;

		if (timer_is_queued(t) || test_random(10) == 0) {
			/* The earliest one can go by its place alone. */
			if (queue.root != NULL && test_random(4) == 0) {
				t = queue.root;
				n--;
				timerq_remove_first(&queue);
			} else {
				n -= timer_is_queued(t);
				timerq_remove(&queue, t);
			}
			assert_false(timer_is_queued(t));
		} else {
			/* Many equal deadlines, and some extreme ones. */
			timerq_insert(&queue, t, test_random(50) ? test_random(300) :
						 USEC_NEVER - test_random(2));
			n++;
		}
		for (unsigned int i = 0; i < TIMERS; i++)
			if (timer_is_queued(&timer[i]))
				first = MIN(first, timer[i].deadline);
		assert_int_equal(check_tree(queue.root, NULL), n);
		assert_true(n == 0 || queue.root->deadline == first);
	}
	for (usec_t last = 0; queue.root != NULL; n--) {
		assert_true(queue.root->deadline >= last);
		last = queue.root->deadline;
		timerq_remove_first(&queue);
	}
	assert_int_equal(n, 0);
}

/* Deadlines in order, ascending and descending, do not degrade it. */
static void timers_in_order(void **state)
{
	(void)state;
	for (unsigned int down = 0; down < 2; down++) {
		for (unsigned int i = 0; i < TIMERS; i++)
			timerq_insert(&queue, &timer[i], down ? TIMERS - i : i);
		assert_int_equal(check_tree(queue.root, NULL), TIMERS);
		for (unsigned int i = 0; i < TIMERS; i += 2)
			timerq_remove(&queue, &timer[i]);
		assert_int_equal(check_tree(queue.root, NULL), TIMERS / 2);
		for (unsigned int i = 1; i < TIMERS; i += 2)
			timerq_remove(&queue, &timer[i]);
		assert_null(queue.root);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(timers_random),
	cmocka_unit_test(timers_in_order),
};
SUITE(timerq);
