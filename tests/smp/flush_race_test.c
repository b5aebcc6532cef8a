/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages that are taken away while other processors use them: at each access to a word that
 * processors share, another processor goes on.
 */
#include "flush_parts.h"

static unsigned int point, chosen;
static void (*meanwhile)(void);

static void at_point(void)
{
	unsigned int me = this_cpu()->number;

	if (point++ != chosen)
		return;
	host_shared_hook = NULL;
	meanwhile();
	on(me);
}

/* Runs f on processor n, with `other` at the shared access number i; false: there are less. */
static bool run_with(unsigned int n, void (*f)(void), void (*other)(void), unsigned int i)
{
	point = 0;
	chosen = i;
	meanwhile = other;
	host_shared_hook = at_point;
	on(n);
	f();
	host_shared_hook = NULL;
	on(0);
	return point > i;
}

#define COPY_PAGES	3
static u8 *frame_of_copy;
static bool has_gone, is_target, is_held;
static u8 seen;

/* The page that is copied to, or from, is taken away by a thread of processor 0. */
static void take_copied(void)
{
	on(0);
	become(a);
	unmap(a, MEMORY + ARCH_PAGE_SIZE, RIGHT_RWX, true);
	if (host_current() != a)
		return;
	/* It is somebody else's from now on. */
	has_gone = true;
	seen = *frame_of_copy = 99;
}

static void copy(void)
{
	const struct ptab *one = &a->space->pt, *two = &sigma0->space->pt;
	uvaddr_t there = (uvaddr_t)(FRAME + 200) * ARCH_PAGE_SIZE;
	size_t bytes = COPY_PAGES * ARCH_PAGE_SIZE;

	if (is_held) {
		two = one;
		there = MEMORY + (COPY_PAGES + 1) * ARCH_PAGE_SIZE;
	}
	if (is_target)
		(void)user_copy(one, MEMORY, two, there, bytes);
	else
		(void)user_copy(two, there, one, MEMORY, bytes);
}

/*
 * Processor 2 owns nothing of the space and copies to it, or from it, in the kernel. Whenever the
 * page is taken away, it is untouched from the moment at which this is over.
 */
static void copies(void)
{
	bool goes_on = true;
	u8 *nowhere, *there;

	begin_alone(3);
	nowhere = paddr_to_kv(0);
	there = paddr_to_kv((paddr_t)(FRAME + 200 + 1) * ARCH_PAGE_SIZE);
	for (unsigned int p = 0; p < COPY_PAGES; p++)
		assert_int_equal(mapdb_identity_page(&sigma0->space->pt,
				 (uvaddr_t)(FRAME + 200 + p) * ARCH_PAGE_SIZE), ERR_OK);
	frame_of_copy = paddr_to_kv((paddr_t)(FRAME + 1) * ARCH_PAGE_SIZE);
	for (unsigned int i = 0; goes_on; i++) {
		memset(paddr_to_kv((paddr_t)(FRAME + 200) * ARCH_PAGE_SIZE), 1,
		       COPY_PAGES * ARCH_PAGE_SIZE);
		memset(frame_of_copy, 2, ARCH_PAGE_SIZE);
		memset(nowhere, 7, ARCH_PAGE_SIZE);
		has_gone = false;
		goes_on = run_with(2, copy, take_copied, i);
		if (has_gone && is_target)
			assert_int_equal(*frame_of_copy, seen);
		else if (has_gone)
			assert_int_not_equal(*there, seen);
		for (unsigned int n = 0; n < ARCH_PAGE_SIZE; n++)
			assert_int_equal(nowhere[n], 7);
		handle_all();
		on(0);
		become(a);
		take(&a->space->pt, MEMORY + ARCH_PAGE_SIZE);
		map_at(&a->space->pt, MEMORY + ARCH_PAGE_SIZE, FRAME + 1, 1, RIGHT_RWX);
		assert_true(i < 2000);
	}
}

/*
 * The same inside a space of which the processor owns a thread: it need not say what it copies, as
 * it is asked anyway. The page is not gone before it has answered, which is behind the copy.
 */
static void copies_held(void)
{
	bool goes_on = true;

	is_held = true;
	begin(3);
	frame_of_copy = paddr_to_kv((paddr_t)(FRAME + 1) * ARCH_PAGE_SIZE);
	for (unsigned int i = 0; goes_on; i++) {
		has_gone = false;
		goes_on = run_with(1, copy, take_copied, i);
		assert_null(cpus[1]->flush.walks[0]);
		assert_false(has_gone);
		if (!goes_on)
			break;
		assert_int_equal(a->state, THREAD_ASKING);
		handle_all();
		assert_int_equal(a->state, THREAD_RUNNING);
		on(0);
		become(a);
		take(&a->space->pt, MEMORY + ARCH_PAGE_SIZE);
		map_at(&a->space->pt, MEMORY + ARCH_PAGE_SIZE, FRAME + 1, 1, RIGHT_RWX);
		assert_true(i < 2000);
	}
	is_held = false;
}

static void copy_inside_to(void **state)
{
	(void)state;
	is_target = true;
	copies_held();
}

static void copy_inside_from(void **state)
{
	(void)state;
	is_target = false;
	copies_held();
}

static void copy_to(void **state)
{
	(void)state;
	is_target = true;
	copies();
}

static void copy_from(void **state)
{
	(void)state;
	copies();
}

/* A mark of a copy lands on the page that was looked at, or nowhere. */
static void take_at_once(void)
{
	on(0);
	take(&a->space->pt, MEMORY + ARCH_PAGE_SIZE);
}

static void no_stray_marks(void **state)
{
	bool goes_on = true;

	(void)state;
	begin(3);
	is_target = true;
	for (unsigned int p = 0; p < COPY_PAGES; p++)
		assert_int_equal(mapdb_identity_page(&sigma0->space->pt,
				 (uvaddr_t)(FRAME + 200 + p) * ARCH_PAGE_SIZE), ERR_OK);
	for (unsigned int i = 0; goes_on; i++) {
		unsigned int level;
		pte_t *slot = ptab_find(&a->space->pt, MEMORY + ARCH_PAGE_SIZE, &level);

		goes_on = run_with(2, copy, take_at_once, i);
		if (goes_on)
			assert_int_equal(pte_read(slot), 0);
		else
			take(&a->space->pt, MEMORY + ARCH_PAGE_SIZE);
		map_at(&a->space->pt, MEMORY + ARCH_PAGE_SIZE, FRAME + 1, 1, RIGHT_RWX);
		handle_all();
		assert_true(i < 2000);
	}
}

/* Writes and resets of the status meet at any point: none is lost, none is told twice. */
static unsigned int status_told;

static bool is_written;

static void write_page(void)
{
	on(1);
	is_written = host_access(a->space->pt.space_word, MEMORY, RIGHT_W) != NULL;
}

static void read_page(void)
{
	on(1);
	(void)host_access(a->space->pt.space_word, MEMORY, RIGHT_R);
}

static void all_forget(void)
{
	handle_all();
	for (unsigned int n = 0; n < ncpus; n++) {
		on(n);
		(void)flush_own();
	}
	on(0);
}

static void status_step(unsigned int revoke)
{
	struct unmap_op op = {
		.pt = &a->space->pt, .va = MEMORY, .end = MEMORY + ARCH_PAGE_SIZE,
		.revoke = (u8)revoke, .flush = true,
	};

	assert_int_equal(mapdb_unmap(&op), ERR_OK);
	status_told |= op.status;
}

static void reset_status(void)
{
	status_step(0);
}

static void clear_page(void)
{
	status_step(RIGHT_RWX);
}

/* The page has been read; then `what` races with `other`, which may write it. */
static void race(void (*what)(void), void (*other)(void))
{
	bool goes_on = true;

	begin(3);
	for (unsigned int i = 0; goes_on; i++) {
		status_told = 0;
		is_written = false;
		read_page();
		all_forget();
		goes_on = run_with(0, what, other, i);
		all_forget();
		reset_status();
		assert_int_equal(status_told & RIGHT_W, is_written ? RIGHT_W : 0);
		assert_true(status_told & RIGHT_R);
		all_forget();
		take(&a->space->pt, MEMORY);
		map_at(&a->space->pt, MEMORY, FRAME, 1, RIGHT_RWX);
		all_forget();
		assert_true(i < 200);
	}
}

static void status_of_races(void **state)
{
	(void)state;
	race(reset_status, write_page);
}

static void status_of_a_clear(void **state)
{
	(void)state;
	race(clear_page, write_page);
}

/* A copy of the kernel writes while another processor marks the page too. */
static void copy_a_page(void)
{
	on(2);
	(void)user_copy(&a->space->pt, MEMORY, &sigma0->space->pt,
			(uvaddr_t)(FRAME + 200) * ARCH_PAGE_SIZE, 64);
	is_written = true;
}

static void status_of_a_copy(void **state)
{
	bool goes_on = true;

	(void)state;
	begin(3);
	assert_int_equal(mapdb_identity_page(&sigma0->space->pt,
			 (uvaddr_t)(FRAME + 200) * ARCH_PAGE_SIZE), ERR_OK);
	for (unsigned int i = 0; goes_on; i++) {
		status_told = 0;
		goes_on = run_with(2, copy_a_page, read_page, i);
		all_forget();
		reset_status();
		assert_true(status_told & RIGHT_W);
		all_forget();
		assert_true(i < 200);
	}
}

/* The same with a large page that is split under the writer. */
static void split_page(void)
{
	struct unmap_op op = {
		.pt = &a->space->pt, .va = OTHER + ARCH_PAGE_SIZE,
		.end = OTHER + 2 * ARCH_PAGE_SIZE,
		.revoke = RIGHT_RWX, .flush = true,
	};

	while (mapdb_unmap(&op) == ERR_AGAIN)
		;
}

static void write_large(void)
{
	on(1);
	assert_non_null(host_access(a->space->pt.space_word, OTHER, RIGHT_W));
}

static void status_of_a_split(void **state)
{
	paddr_t large = level_size(1);
	bool goes_on = true;

	(void)state;
	begin(2);
	/* Some of the points are inside of the copy of 512 entries: one in seven is enough. */
	for (unsigned int i = 0; goes_on; i += 7) {
		struct unmap_op all = {
			.pt = &a->space->pt, .va = OTHER, .end = OTHER + large,
			.revoke = RIGHT_RWX, .flush = true,
		};

		map_at(&a->space->pt, OTHER, (unsigned int)(large / ARCH_PAGE_SIZE), 512,
		       RIGHT_RWX);
		goes_on = run_with(0, split_page, write_large, i);
		all.end = OTHER + ARCH_PAGE_SIZE;
		while (mapdb_unmap(&all) == ERR_AGAIN)
			;
		assert_int_equal(all.status, goes_on ? RIGHT_W : 0);
		all.end = OTHER + large;
		while (mapdb_unmap(&all) == ERR_AGAIN)
			;
		handle_all();
		for (unsigned int n = 0; n < 2; n++) {
			on(n);
			(void)flush_own();
		}
		on(0);
		assert_true(i < 20000);
	}
}

/* Processor 1 answers while another page is taken away on processor 0. */
static void answer(void)
{
	on(1);
	host_interrupt();
}

static void take_second(void)
{
	/* Processors load translations whenever they like, in the kernel too. */
	on(1);
	(void)host_access(a->space->pt.space_word, MEMORY + ARCH_PAGE_SIZE, RIGHT_W);
	on(0);
	if (host_interrupt() != a && a->is_queued)
		become(a);
	if (host_current() != a)
		return;
	unmap(a, MEMORY + ARCH_PAGE_SIZE, RIGHT_RWX, true);
	if (host_current() == a)
		assert_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
}

static void answers_race(void **state)
{
	bool goes_on = true;
	struct tcb *c;

	(void)state;
	begin(2);
	become(root);
	c = place_thread(3, 1, 0);
	for (unsigned int i = 0; goes_on; i++) {
		on(0);
		become(c);
		assert_non_null(access(1, MEMORY, RIGHT_W));
		unmap(c, MEMORY, RIGHT_RWX, true);
		assert_int_equal(c->state, THREAD_ASKING);
		become(a);
		goes_on = run_with(1, answer, take_second, i);
		handle_all();
		assert_null(access(1, MEMORY, RIGHT_W));
		if (goes_on)
			assert_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
		assert_true(a->state != THREAD_ASKING && c->state != THREAD_ASKING);
		take(&a->space->pt, MEMORY + ARCH_PAGE_SIZE);
		map_at(&a->space->pt, MEMORY, FRAME, 2, RIGHT_RWX);
		on(1);
		(void)flush_own();
		on(0);
		assert_true(i < 200);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(copy_to),
	cmocka_unit_test(copy_from),
	cmocka_unit_test(copy_inside_to),
	cmocka_unit_test(copy_inside_from),
	cmocka_unit_test(no_stray_marks),
	cmocka_unit_test(status_of_races),
	cmocka_unit_test(status_of_a_clear),
	cmocka_unit_test(status_of_a_copy),
	cmocka_unit_test(status_of_a_split),
	cmocka_unit_test(answers_race),
};
SUITE(flush_race);
