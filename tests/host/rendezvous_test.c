/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who meets whom: queues of senders and lists of waiters, against arrays.
 */
#include "test.h"

#include <generic/rendezvous.h>
#include <generic/waiters.h>

#define THREADS		12
#define RECEIVERS	3	/* the first ones */
#define SPACES		3

static struct tcb tcb[THREADS];
/* Never looked into: only their addresses count. */
static char space[SPACES];

static unsigned int queue[RECEIVERS][THREADS], length[RECEIVERS];

static unsigned int index_of(const struct tcb *t)
{
	return (unsigned int)(t - tcb);
}

static void begin(void)
{
	for (unsigned int i = 0; i < THREADS; i++) {
		tcb[i].id = (i + 1) << 8 | 1;
		tcb[i].space = (struct space *)&space[i % SPACES];
		tcb[i].state = THREAD_RUNNING;
		list_init(&tcb[i].send_link);
		waiters_init(&tcb[i]);
	}
}

static void toggle(unsigned int s)
{
	unsigned int r, at = 0;

	if (tcb[s].partner == NULL) {
		r = test_random(RECEIVERS);
		rendezvous_queue(&tcb[s], &tcb[r]);
		tcb[s].state = THREAD_POLLING;
		queue[r][length[r]++] = s;
		return;
	}
	r = index_of(tcb[s].partner);
	rendezvous_unqueue(&tcb[s]);
	tcb[s].state = THREAD_RUNNING;
	assert_null(tcb[s].partner);
	while (queue[r][at] != s)
		at++;
	memmove(&queue[r][at], &queue[r][at + 1], (--length[r] - at) * sizeof(queue[r][0]));
}

static void check_first(unsigned int r, word_t expect, struct tcb *named)
{
	struct tcb *first = NULL, *found;

	tcb[r].expect = expect;
	for (unsigned int i = 0; i < length[r] && first == NULL; i++) {
		struct tcb *s = &tcb[queue[r][i]];

		if (expect == EXPECT_ANY || (expect == EXPECT_LOCAL && s->space == tcb[r].space) ||
		    s == named)
			first = s;
	}
	rendezvous_search_begin(&tcb[r]);
	assert_int_equal(rendezvous_search(&tcb[r], named, &found), ERR_OK);
	assert_ptr_equal(found, first);
}

static void senders_random(void **state)
{
	(void)state;
	begin();
	for (unsigned int i = 0; i < test_rounds(20000); i++) {
		unsigned int r = test_random(RECEIVERS);
		struct tcb *named = &tcb[test_random(THREADS)];

		toggle(RECEIVERS + test_random(THREADS - RECEIVERS));
		check_first(r, EXPECT_ANY, NULL);
		check_first(r, EXPECT_LOCAL, NULL);
		check_first(r, named->id, named);
		check_first(r, 0xffff, NULL);
	}
}

static void accepts(void **state)
{
	struct tcb *r = &tcb[0];

	(void)state;
	begin();
	for (unsigned int i = 1; i < THREADS; i++) {
		struct tcb *s = &tcb[i];

		r->state = THREAD_WAITING;
		r->expect = EXPECT_ANY;
		assert_true(rendezvous_accepts(r, s));
		r->expect = EXPECT_LOCAL;
		assert_int_equal(rendezvous_accepts(r, s), s->space == r->space);
		r->expect = s->id;
		assert_true(rendezvous_accepts(r, s));
		r->expect = s->id + 1;
		assert_false(rendezvous_accepts(r, s));
		r->expect = EXPECT_NOBODY;
		assert_false(rendezvous_accepts(r, s));
		r->expect = EXPECT_ANY;
		r->state = THREAD_RECEIVING;
		assert_false(rendezvous_accepts(r, s));
	}
}

/* How many threads are waiters of `named`. */
static unsigned int count_waiters(const struct tcb *named)
{
	unsigned int n = 0;

	for (struct tcb *w = NULL; (w = waiters_next(this_cpu(), named, w)) != NULL; n++)
		assert_ptr_equal(w->awaits, named);
	return n;
}

static void wait_for(unsigned int t, struct tcb *named)
{
	tcb[t].expect = named->id;
	rendezvous_await(&tcb[t], named);
	assert_true(tcb[t].awaits_id == (named == &tcb[t] ? EXPECT_ANY : named->id));
	assert_ptr_equal(tcb_of_line(tcb[t].awaits_line), named == &tcb[t] ? &tcb_nobody : named);
}

static void check_waiters(struct tcb *const *awaits)
{
	for (unsigned int k = 0; k < THREADS; k++) {
		unsigned int n = 0;

		for (unsigned int j = 0; j < THREADS; j++)
			n += awaits[j] == &tcb[k];
		assert_int_equal(count_waiters(&tcb[k]), n);
		assert_ptr_equal(tcb[k].awaits, awaits[k]);
		if (awaits[k] == NULL)
			assert_ptr_equal(tcb_of_line(tcb[k].awaits_line), &tcb_nobody);
	}
}

/* Ids that differ in the number, in its lowest bits not, in the version only. */
static void other_ids(void)
{
	for (word_t i = 0; i < THREADS; i++)
		tcb[i].id = (i % 4 << WORD_BITS / 2 | i / 4 << (WORD_BITS / 2 + 6)) + i / 8 + 1;
}

static void waiters_random(void **state)
{
	struct tcb *awaits[THREADS] = { NULL };

	(void)state;
	begin();
	for (unsigned int i = 0; i < test_rounds(10000); i++) {
		unsigned int t = test_random(THREADS);

		if (i == test_rounds(10000) / 2) {
			for (unsigned int k = 0; k < THREADS; k++) {
				rendezvous_forget(&tcb[k]);
				awaits[k] = NULL;
			}
			other_ids();
		}
		awaits[t] = test_random(4) ? &tcb[test_random(THREADS)] : NULL;
		if (awaits[t] != NULL)
			wait_for(t, awaits[t]);
		else
			rendezvous_forget(&tcb[t]);
		check_waiters(awaits);
	}
}

/* All that wait for one become orphans, nobody else, and each of them can leave at any time. */
static void orphans_random(void **state)
{
	struct tcb *awaits[THREADS], *w;
	bool is_orphan[THREADS];

	(void)state;
	begin();
	other_ids();
	for (unsigned int i = 0; i < test_rounds(5000); i++) {
		unsigned int orphans = 0;

		for (unsigned int t = 0; t < THREADS; t++) {
			awaits[t] = &tcb[test_random(THREADS)];
			is_orphan[t] = false;
			wait_for(t, awaits[t]);
		}
		for (unsigned int n = 1 + test_random(3); n > 0; n--) {
			struct tcb *gone = &tcb[test_random(THREADS)];

			rendezvous_orphan(gone);
			assert_int_equal(count_waiters(gone), 0);
			for (unsigned int t = 0; t < THREADS; t++)
				is_orphan[t] = is_orphan[t] || awaits[t] == gone;
		}
		for (unsigned int t = 0; t < THREADS; t++)
			if (!test_random(3)) {
				rendezvous_forget(&tcb[t]);
				awaits[t] = NULL;
				is_orphan[t] = false;
			}
		for (unsigned int t = 0; t < THREADS; t++)
			orphans += is_orphan[t];
		for (; (w = waiters_first_orphan()) != NULL; orphans--) {
			assert_true(is_orphan[index_of(w)]);
			rendezvous_forget(w);
			awaits[index_of(w)] = NULL;
		}
		assert_int_equal(orphans, 0);
		check_waiters(awaits);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(senders_random),
	cmocka_unit_test(accepts),
	cmocka_unit_test(waiters_random),
	cmocka_unit_test(orphans_random),
};
SUITE(rendezvous);
