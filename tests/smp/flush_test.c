/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages that are taken away while other processors know them: models revoke.pml, entries.pml and
 * flush.pml. A processor's buffer of translations forgets nothing by itself, so whatever the kernel
 * does not have flushed can still be used there.
 */
#include "several.h"

#include <arch/tlb.h>
#include <generic/flush.h>
#include <generic/grace.h>
#include <generic/loaded.h>
#include <generic/lock.h>
#include <generic/mapdb.h>
#include <generic/usercopy.h>

#define MEMORY		0x40000000ul
#define OTHER		0x50000000ul
#define FRAME		64u		/* of the first page that is given, from sigma0 */
#define NOTIFIED	BIT(HOST_IRQ_NOTIFY)

static struct tcb *a, *b;		/* of one space, on processors 0 and 1 */

static void map_at(struct ptab *to, uvaddr_t va, unsigned int frame, size_t pages,
		   unsigned int rights)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = to, .src_va = (uvaddr_t)frame * ARCH_PAGE_SIZE,
		.dst_va = va, .left = pages * ARCH_PAGE_SIZE, .rights = (u8)rights,
	};

	assert_int_equal(mapdb_map(&op), ERR_OK);
	assert_int_equal(op.left, 0);
}

/* The mapping database's part of an Unmap with flush: what is waited for is not waited for here. */
static void take(struct ptab *pt, uvaddr_t va)
{
	struct unmap_op op = {
		.pt = pt, .va = va, .end = va + ARCH_PAGE_SIZE, .revoke = RIGHT_RWX, .flush = true,
	};

	assert_int_equal(mapdb_unmap(&op), ERR_OK);
}

/* Only processor 0 has anything of the space. */
static void begin_alone(unsigned int processors)
{
	several_begin(processors);
	a = place_thread(1, 1, 0);
	map_at(&a->space->pt, MEMORY, FRAME, 8, RIGHT_RWX);
	handle_all();
	on(0);
	become(a);
}

static void begin(unsigned int processors)
{
	several_begin(processors);
	a = place_thread(1, 1, 0);
	b = place_thread(2, 1, 1);
	map_at(&a->space->pt, MEMORY, FRAME, 8, RIGHT_RWX);
	handle_all();
	on(0);
	become(a);
}

static u8 *access(unsigned int n, uvaddr_t va, unsigned int rights)
{
	unsigned int me = this_cpu()->number;
	u8 *byte;

	on(n);
	byte = host_access(a->space->pt.root_pa, va, rights);
	on(me);
	return byte;
}

static word_t fpage(uvaddr_t va, unsigned int rights)
{
	return va | ARCH_PAGE_SHIFT << L4_FPAGE_SIZE_SHIFT | rights;
}

/* The running thread's Unmap of its own page, or of what was derived from it. */
static void unmap(struct tcb *t, uvaddr_t va, unsigned int rights, bool flush)
{
	mr(t)[0] = fpage(va, rights);
	host_leave(sys_unmap(t, flush ? L4_UNMAP_FLUSH : 0));
}

static bool rings(unsigned int n)
{
	return cpus[n]->arch.irq_recorded & NOTIFIED;
}

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
	assert_int_equal(a->frame.returns, returns);
	assert_true(rings(1));
	assert_false(rings(2));
	/* That is what has to be waited for. */
	assert_non_null(access(1, MEMORY, RIGHT_W));
	assert_null(access(0, MEMORY, RIGHT_W));

	handle(1);
	assert_null(access(1, MEMORY, RIGHT_W));
	assert_int_equal(a->frame.returns, returns);
	on(0);
	assert_true(rings(0));
	host_interrupt();
	assert_int_equal(a->state, THREAD_RUNNING);
	become(a);
	assert_int_equal(a->frame.returns, returns + 1);
	assert_int_equal(mr(a)[0] & RIGHT_RWX, RIGHT_W);
	assert_int_equal(flush_owed, 0);
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
	assert_int_equal(flush_owed, 0);
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
	assert_int_equal(flush_owed, 0);
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

/* t goes to another processor, by the root task. */
static void move(struct tcb *t, unsigned int cpu)
{
	on(0);
	become(root);
	host_leave(sys_schedule(root, t->id, UNCHANGED, cpu, UNCHANGED, UNCHANGED));
	handle_all();
	assert_int_equal(t->cpu, cpu);
	on(0);
	become(root);
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
	assert_int_equal(space_loaded_set(&a->space->pt), 3);
	become(a);
	unmap(a, MEMORY, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	handle_all();
	assert_null(access(1, MEMORY, RIGHT_W));

	assert_non_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
	move(c, 0);
	assert_int_equal(space_loaded_set(&a->space->pt), 1);
	become(a);
	unmap(a, MEMORY + ARCH_PAGE_SIZE, RIGHT_RWX, true);
	assert_ptr_equal(host_current(), a);
	assert_null(access(1, MEMORY + ARCH_PAGE_SIZE, RIGHT_W));
	/* And is again, before one runs there. */
	move(c, 1);
	assert_int_equal(space_loaded_set(&a->space->pt), 3);
}

/* A page is granted: neither partner goes on before the one that gives it knows it nowhere. */
static void granted(void **state)
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
	assert_non_null(access(1, MEMORY, RIGHT_W));
	on(0);
	become(a);
	returns = c->frame.returns;
	mr(a)[1] = OTHER | L4_ITEM_GRANT;
	mr(a)[2] = fpage(MEMORY, RIGHT_RWX);
	ipc_words(c->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 2);
	assert_int_equal(a->state, THREAD_SENDING);
	assert_ptr_not_equal(host_current(), a);
	assert_int_equal(c->frame.returns, returns);
	assert_true(rings(1));
	handle_all();
	on(0);
	host_leave(sys_thread_switch(host_current(), a->id));
	assert_null(access(1, MEMORY, RIGHT_W));
	assert_int_equal(c->frame.returns, returns + 1);
	assert_false(c->frame.tag & L4_TAG_ERROR);
	assert_non_null(host_access(c->space->pt.root_pa, OTHER, RIGHT_W));
	check_all();
}

/* The same, and the message is cancelled meanwhile: both go on, once. */
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
 * A page is gone from the tables but known elsewhere when another thread, on another processor,
 * takes it away too: it may not go on before that is forgotten either.
 */
static void others_pages(void **state)
{
	struct tcb *c;

	(void)state;
	begin(3);
	on(0);
	become(root);
	c = place_thread(3, 1, 2);
	become(a);
	assert_non_null(access(1, MEMORY, RIGHT_W));
	unmap(a, MEMORY, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	on(2);
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
	assert_int_equal(a->state, THREAD_RUNNING - 0);
}

/* The same of what the processor itself still knows: it asks nobody, and forgets. */
static void own_pages(void **state)
{
	struct tcb *c;

	(void)state;
	begin_alone(3);
	become(root);
	c = place_thread(3, 1, 2);
	become(a);
	assert_non_null(access(2, MEMORY, RIGHT_W));
	unmap(a, MEMORY, RIGHT_RWX, true);
	assert_int_equal(a->state, THREAD_ASKING);
	on(2);
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

/* --- at each access to a word that processors share, another processor goes on --- */

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
static bool has_gone, is_target;
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
	is_written = host_access(a->space->pt.root_pa, MEMORY, RIGHT_W) != NULL;
}

static void read_page(void)
{
	on(1);
	(void)host_access(a->space->pt.root_pa, MEMORY, RIGHT_R);
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
		.pt = &a->space->pt, .va = OTHER + ARCH_PAGE_SIZE, .end = OTHER + 2 * ARCH_PAGE_SIZE,
		.revoke = RIGHT_RWX, .flush = true,
	};

	while (mapdb_unmap(&op) == ERR_AGAIN)
		;
}

static void write_large(void)
{
	on(1);
	assert_non_null(host_access(a->space->pt.root_pa, OTHER, RIGHT_W));
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
	(void)host_access(a->space->pt.root_pa, MEMORY + ARCH_PAGE_SIZE, RIGHT_W);
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
	assert_non_null(host_access(s->pt.root_pa, MEMORY, RIGHT_W));
	/* The thread comes to processor 0; an idle thread leaves the space loaded there. */
	sched_dequeue(c);
	on(0);
	space_unhold(&s->pt, 1);
	space_hold(&s->pt);
	c->cpu = 0;
	sched_wake(c);
	host_interrupt();
	become(root);
	assert_true(space_loaded_set(&s->pt) & 2);
	host_leave(sys_thread_control(root, c->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      ~(word_t)0));
	/* The deletion is told first. */
	for (unsigned int i = 0; i < 10 && !(cpus[1]->flush.asked & 1); i++)
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

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(one_page),
	cmocka_unit_test(alone),
	cmocka_unit_test(status),
	cmocka_unit_test(more_rights),
	cmocka_unit_test(granted),
	cmocka_unit_test(granted_and_cancelled),
	cmocka_unit_test(left),
	cmocka_unit_test(others_pages),
	cmocka_unit_test(own_pages),
	cmocka_unit_test(rounds),
	cmocka_unit_test(last_answer),
	cmocka_unit_test(copy_to),
	cmocka_unit_test(copy_from),
	cmocka_unit_test(no_stray_marks),
	cmocka_unit_test(status_of_races),
	cmocka_unit_test(status_of_a_clear),
	cmocka_unit_test(status_of_a_copy),
	cmocka_unit_test(status_of_a_split),
	cmocka_unit_test(answers_race),
	cmocka_unit_test(tables_wait),
	cmocka_unit_test(root_waits),
};
SUITE(flush);
