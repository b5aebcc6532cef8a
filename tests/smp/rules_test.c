/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules of docs/smp.md whose breach shows only if events come in one certain order, which chance
 * would seldom choose: each is played at every access of a shared word.
 */
#include "explore.h"
#include "several.h"

#include <api/request.h>
#include <generic/loaded.h>
#include <generic/rendezvous_word.h>

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#define LIMIT		(14 << 10 | 1000)	/* longer than any test takes */
#define ACCESSES	100			/* more than any operation here has */
#define FIRST		11			/* words of messages */
#define SECOND		12
#define ANSWER		13

static struct tcb *s, *r, *w;

static void begin(unsigned int of_s, unsigned int of_r, unsigned int of_w)
{
	several_begin(3);
	s = place_thread(1, 1, of_s);
	r = place_thread(2, 2, of_r);
	w = place_thread(3, 3, of_w);
}

static void send(struct tcb *t, word_t to, word_t from, word_t word, word_t limit)
{
	play(t);
	mr(t)[1] = word;
	ipc_words(to, from, TIMEOUTS(limit, NEVER), 0, 1, 0);
}

static void receive(struct tcb *t, word_t limit)
{
	play(t);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, limit));
}

static void assert_got(struct tcb *t, word_t from, word_t word)
{
	assert_int_equal(t->state, THREAD_RUNNING);
	assert_int_equal(t->frame.tag & L4_TAG_ERROR, 0);
	assert_int_equal(t->frame.from, from);
	assert_int_equal(mr(t)[1], word);
}

/* --- something happens on other processors between two accesses of shared words --- */

static void (*meanwhile)(void);
static unsigned int accesses;	/* until then */

static void happen(void)
{
	unsigned int me = this_cpu()->number;

	host_shared_hook = NULL;
	meanwhile();
	on(me);
}

static void at_shared_word(void)
{
	/* Whoever looks at a word that is being copied waits for that: it happens behind it. */
	if (accesses > 0)
		accesses--;
	if (accesses == 0 && word_value(s->word) != WORD_COPYING)
		happen();
}

/* What happens comes before an access that is chosen, or behind all of them. */
static void choose_moment(void (*what)(void))
{
	meanwhile = what;
	accesses = 1 + choose(ACCESSES);
	host_shared_hook = at_shared_word;
}

static void end_of_operation(void)
{
	if (host_shared_hook != NULL)
		happen();
}

/* --- the silent record --- */

static bool sends_again;

/*
 * w, beside s, answers it and waits. If s knows then that its message has arrived it sends another
 * one.
 */
static void answered_by_third(void)
{
	send(w, s->id, sigma0->id, ANSWER, ZERO);
	if (s->state != THREAD_RUNNING)
		return;
	assert_got(s, w->id, ANSWER);
	sends_again = true;
	send(s, r->id, L4_TID_NIL, SECOND, NEVER);
}

static void take_silently(void)
{
	choose_moment(answered_by_third);
	handle(1);
	end_of_operation();
	handle_all();
	on(1);
	assert_got(r, s->id, FIRST);
	if (!sends_again) {
		send(w, s->id, sigma0->id, ANSWER, ZERO);
		assert_got(s, w->id, ANSWER);
		send(s, r->id, L4_TID_NIL, SECOND, NEVER);
		handle_all();
	}
	/* The second message waits for the record of the first one, and nobody told of that. */
	receive(r, ZERO);
	handle_all();
	assert_got(r, s->id, SECOND);
	assert_int_equal(s->state, THREAD_RUNNING);
	check_all();
}

static void silent(word_t limit)
{
	begin(0, 1, 0);
	/* The root task sleeps: the others run by themselves. */
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	receive(r, limit);
	play(s);
	play(w);
	send(s, r->id, L4_TID_ANY, FIRST, NEVER);
	assert_int_equal(s->word, WORD_ASKED | WORD_SILENT);
	explore(take_silently, 0);
}

/* r, of which nothing is unusual, takes the message by the direct path; by the complete path. */
static void silent_directly(void **state)
{
	(void)state;
	silent(NEVER);
}

static void silent_completely(void **state)
{
	(void)state;
	silent(LIMIT);
}

/* --- the words are copied before ACCEPTED --- */

static void *page;
static u32 word_when_read;

/* Somebody reads the message of s. */
static void note_word(int number)
{
	(void)number;
	word_when_read = s->word;
	mprotect(page, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE);
}

static void copied(word_t limit)
{
	struct sigaction noting = { .sa_handler = note_word };
	size_t bytes = (size_t)sysconf(_SC_PAGESIZE);

	begin(0, 1, 2);
	receive(r, limit);
	send(s, r->id, L4_TID_NIL, FIRST, NEVER);
	page = (void *)ALIGN_DOWN((uintptr_t)mr(s), bytes);
	assert_int_equal(sigaction(SIGSEGV, &noting, NULL), 0);
	assert_int_equal(mprotect(page, bytes, PROT_NONE), 0);
	assert_ptr_equal(handle(1), r);
	assert_int_equal(word_value(word_when_read), WORD_COPYING);
	assert_int_equal(word_value(s->word), WORD_ACCEPTED);
	assert_got(r, s->id, FIRST);
}

static void copied_directly(void **state)
{
	(void)state;
	copied(NEVER);
}

static void copied_completely(void **state)
{
	(void)state;
	copied(LIMIT);
}

/* --- threads that move --- */

/* Another processor sends to r, wherever that is, and its new one handles what it has. */
static void sent_to(void)
{
	struct cpu_set loaded;

	send(s, r->id, L4_TID_NIL, FIRST, NEVER);
	handle(1);
	/* Where it runs everything of it has arrived. */
	loaded = space_loaded_set(&r->space->pt);
	assert_true(host_current() != r || cpu_set_has(&loaded, 1));
}

static void move_and_send(void)
{
	on(0);
	choose_moment(sent_to);
	host_leave(sys_schedule(root, r->id, UNCHANGED, 1, UNCHANGED, UNCHANGED));
	end_of_operation();
	handle_all();
	assert_int_equal(r->cpu, 1);
	on(1);
	assert_ptr_equal(host_current(), r);
	assert_got(r, s->id, FIRST);
	assert_int_equal(s->state, THREAD_RUNNING);
	check_all();
}

/* Nobody comes to the new processor of a thread before the thread does. */
static void owner_writes(void **state)
{
	(void)state;
	begin(2, 0, 1);
	receive(r, NEVER);
	play(root);
	/* Nobody else runs on its new processor. */
	play(w);
	receive(w, NEVER);
	play(s);
	explore(move_and_send, 0);
}

/* A message that comes to a processor which its receiver has left follows it. */
static void forwarded(void **state)
{
	(void)state;
	begin(0, 1, 2);
	play(w);
	receive(w, NEVER);
	play(r);
	send(s, r->id, L4_TID_NIL, FIRST, NEVER);
	on(1);
	thread_of(r)->scheduler = r->id;
	/* The request lies there and has not been seen. */
	cpus[1]->arch.irq_recorded = 0;
	host_leave(sys_schedule(r, r->id, UNCHANGED, 2, UNCHANGED, UNCHANGED));
	assert_ptr_equal(handle(2), r);
	assert_int_equal(r->cpu, 2);
	receive(r, NEVER);
	on(1);
	host_irq_record(HOST_IRQ_NOTIFY);
	assert_ptr_not_equal(handle(1), r);
	assert_ptr_equal(handle(2), r);
	assert_got(r, s->id, FIRST);
	handle_all();
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(silent_directly),
	cmocka_unit_test(silent_completely),
	cmocka_unit_test(copied_directly),
	cmocka_unit_test(copied_completely),
	cmocka_unit_test(owner_writes),
	cmocka_unit_test(forwarded),
};
SUITE(rules);
