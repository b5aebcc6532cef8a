/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ground floor: lists and bits.
 */
#include "test.h"

#include <base/list.h>

#define ELEMENTS 16

/* The list has exactly these elements in this order, seen from both ends. */
static void check_order(struct list *head, struct list *element, const unsigned int *order,
			unsigned int n)
{
	struct list *l = head->next;

	for (unsigned int i = 0; i < n; i++, l = l->next)
		assert_ptr_equal(l, &element[order[i]]);
	assert_ptr_equal(l, head);
	l = head->prev;
	for (unsigned int i = n; i-- > 0; l = l->prev)
		assert_ptr_equal(l, &element[order[i]]);
	assert_ptr_equal(l, head);
	assert_int_equal(list_is_empty(head), n == 0);
}

static void list_random(void **state)
{
	struct list head, element[ELEMENTS];
	unsigned int order[ELEMENTS], n = 0;
	bool in[ELEMENTS] = { false };

	(void)state;
	list_init(&head);
	for (unsigned int i = 0; i < ELEMENTS; i++)
		list_init(&element[i]);
	for (unsigned int round = 0; round < test_rounds(5000); round++) {
		unsigned int e = test_random(ELEMENTS), at = test_random(n + 1);

		if (in[e]) {
			for (at = 0; order[at] != e; at++)
				;
			list_remove(&element[e]);
			memmove(order + at, order + at + 1, (--n - at) * sizeof(order[0]));
			assert_true(list_is_empty(&element[e]));
			/* Harmless a second time. */
			list_remove(&element[e]);
		} else {
			if (test_random(2) && at > 0)
				list_insert_after(&element[order[at - 1]], &element[e]);
			else
				list_insert_before(at < n ? &element[order[at]] : &head,
						   &element[e]);
			memmove(order + at + 1, order + at, (n++ - at) * sizeof(order[0]));
			order[at] = e;
		}
		in[e] = !in[e];
		check_order(&head, element, order, n);
	}
}

static void bits(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < WORD_BITS; i++) {
		assert_int_equal(bit_highest(BIT(i)), i);
		assert_int_equal(bit_lowest(BIT(i)), i);
		assert_int_equal(bit_highest(BIT(i) | 1), i);
		assert_int_equal(bit_lowest(BIT(i) | BIT(WORD_BITS - 1)), i);
		assert_true(bits_low(~(word_t)0, i) == MASK(i));
	}
	assert_true(bits_low(~(word_t)0, WORD_BITS) == ~(word_t)0);
	assert_true(bits_low(~(word_t)0, WORD_BITS + 1) == ~(word_t)0);
	assert_true(ALIGN_UP(0x1001ul, 0x1000) == 0x2000);
	assert_true(ALIGN_UP(0x1000ul, 0x1000) == 0x1000);
	assert_true(ALIGN_DOWN(0x1fffull, 0x1000) == 0x1000);
	/* The alignment has fewer bits than the value. */
	assert_true(ALIGN_DOWN(0x123456789abcull, 0x1000u) == 0x123456789000ull);
	assert_true(IS_ALIGNED(0x4000ul, 0x1000) && !IS_ALIGNED(0x4800ul, 0x1000));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(list_random),
	cmocka_unit_test(bits),
};
SUITE(base);
