/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random messages between threads of several processors, each of which is played by a thread of the
 * process of its own. One of them goes on at a time; at each access of a word that processors share
 * another one may, as chance says, so a run can be repeated.
 *
 * What must hold: each message arrives once and whole if its sender is told so, and else never.
 */
#include "play.h"
#include "several.h"

#include <generic/rendezvous.h>
#include <generic/rendezvous_word.h>

#define CPUS		3u
#define THREADS		7u
#define CALLS		12000u		/* in all, then the crowd disperses */
#define IDLE_STEPS	60u		/* of all processors, before time passes */

/* A thread of the process that is not the test's first one cannot fail as that does. */
#define CHECK(what) \
	do { \
		if (!(what)) { \
			fprintf(stderr, "%s:%d: not %s\n", __FILE__, __LINE__, #what); \
			abort(); \
		} \
	} while (0)

struct message {
	u8 sender, arrived, told;	/* told: 0: not yet; 1: has arrived; 2: has not */
};

static struct player {
	struct tcb *t;
	word_t returns;
	bool sends, receives, is_active;
	unsigned int number;		/* of its last message */
} players[THREADS];

static struct message messages[CALLS + THREADS + 1];
static unsigned int calls, sent, idle_steps, received, failed;
static unsigned int quiet_times;
static bool rescues;		/* threads are cancelled at any moment */

/* --- what threads do --- */

static struct player *player_of(const struct tcb *t)
{
	for (unsigned int i = 0; i < THREADS; i++)
		if (players[i].t == t)
			return &players[i];
	return NULL;
}

static word_t random_partner(bool or_any)
{
	if (or_any && test_random(2) == 0)
		return L4_TID_ANY;
	return players[test_random(THREADS)].t->id;
}

static word_t random_time(void)
{
	switch (test_random(3)) {
	case 0:
		return ZERO;
	case 1:
		return NEVER;
	default:
		return 8 << 10 | (1 + test_random(6));
	}
}

static void told(struct player *p, bool has_arrived)
{
	struct message *m = &messages[p->number];

	CHECK(m->told == 0);
	m->told = has_arrived ? 1 : 2;
	failed += !has_arrived;
}

static void check_received(struct player *p)
{
	word_t number = mr(p->t)[1];
	unsigned int u = p->t->frame.tag & L4_TAG_UNTYPED_MASK;
	struct message *m;

	CHECK(number > 0 && number <= sent);
	m = &messages[number];
	CHECK(m->arrived == 0);
	CHECK(m->told != 2);
	m->arrived = 1;
	for (unsigned int i = 2; i <= u; i++)
		CHECK(mr(p->t)[i] == number * i);
	CHECK(p->t->frame.from == players[m->sender].t->id);
	CHECK(!!(p->t->frame.tag & L4_TAG_XCPU) ==
	      (players[m->sender].t->cpu != p->t->cpu));
	received++;
}

/* The last call of p has returned. */
static void note(struct player *p)
{
	bool error = p->t->frame.tag & L4_TAG_ERROR;
	bool in_send = error && !(error_code(p->t) & 1);

	p->is_active = false;
	if (p->receives && !error)
		check_received(p);
	if (p->sends)
		told(p, !in_send);
}

static void act(struct player *p)
{
	unsigned int u = 1 + test_random(20);
	word_t to, from, times = random_time() << 16 | random_time();

	p->sends = test_random(4) != 0;
	p->receives = !p->sends || test_random(4) != 0;
	to = p->sends ? random_partner(false) : L4_TID_NIL;
	from = !p->receives ? L4_TID_NIL :
	       p->sends && test_random(2) ? to : random_partner(true);
	p->returns = p->t->frame.returns;
	p->is_active = true;
	calls++;
	if (p->sends) {
		p->number = ++sent;
		messages[sent].sender = (u8)(p - players);
		for (unsigned int i = 1; i <= u; i++)
			mr(p->t)[i] = sent * (word_t)i;
	}
	/* An item that gives nothing goes the way of all; without an acceptor it is too much. */
	utcb_write(thread_of(p->t), L4_UTCB_BR0, test_random(3) ? L4_FPAGE_COMPLETE : 0);
	if (p->sends && test_random(4) == 0) {
		mr(p->t)[u + 1] = L4_ITEM_MAP;
		mr(p->t)[u + 2] = 0;
		ipc_words(to, from, times, 0, u, 2);
	} else {
		ipc_words(to, from, times, 0, u, 0);
	}
}

static void cancel_somebody(void)
{
	struct thread *t = thread_of(players[test_random(THREADS)].t);
	u8 state;

	if (!is_mine(&t->tcb))
		return;
	ipc_settle(t);
	state = ipc_state(t);
	if (state == THREAD_SENDING || state == THREAD_RECEIVING)
		ipc_abort(t);
	else if (state == THREAD_POLLING || ipc_is_waiting(t)) {
		ipc_cancel(t, L4_IPC_CANCELLED);
		/* Whatever phase it has found; items may have begun just before. */
		CHECK(t->tcb.state == THREAD_RUNNING || ipc_is_sending(t));
	}
}

/* Nothing moves, though time passes: t waits for what other threads would do, for nothing else. */
static void check_waits(const struct tcb *t)
{
	if (t->state == THREAD_WAITING || t->state == THREAD_POLLING)
		return;
	CHECK(t->state == THREAD_ASKING && t->continuation == CONTINUE_NOTHING);
	if (word_value(t->word) == WORD_QUEUED) {
		CHECK(t->at != NULL && !rendezvous_accepts(t->at, t));
		return;
	}
	/* Its record is here, and nobody was told: it only waits, as nobody is queued to it. */
	CHECK(word_value(t->word) == WORD_ACCEPTED && t->send_queue == NULL);
	CHECK(t->request.is_out && cpus[t->cpu]->requests.head != 0);
	CHECK((u16)container_of(t, const struct thread, tcb)->timeouts == NEVER);
}

static void idle(void)
{
	if (++idle_steps % IDLE_STEPS != 0)
		return;
	host_time_advance(300);
	if (!play_is_quiet())
		return;
	quiet_times++;
	play_alone();
	for (unsigned int i = 0; i < THREADS; i++)
		check_waits(players[i].t);
	play_together();
	cancel_somebody();
}

static void step(void)
{
	struct tcb *me;
	struct player *p;

	/* As for another thread's call: no program goes on before the kernel has been left. */
	if (rescues && test_random(60) == 0)
		cancel_somebody();
	me = host_interrupt();
	p = player_of(me);
	if (p == NULL) {
		idle();
		return;
	}
	if (p->is_active && me->frame.returns != p->returns)
		note(p);
	if (calls < CALLS)
		act(p);
	else
		play_end();
}

static void begin(void)
{
	several_begin(CPUS);
	for (unsigned int i = 0; i < THREADS; i++) {
		players[i].t = place_thread(i + 1, i + 1, i % CPUS);
	}
	on(0);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
}

/* What threads have to do in the kernel when their processors choose them is done. */
static void let_all_go_on(void)
{
	for (unsigned int i = 0; i < THREADS; i++) {
		struct tcb *t = players[i].t;

		on(t->cpu);
		if (t->is_queued && t->continuation != CONTINUE_NOTHING)
			host_leave(sys_thread_switch(host_current(), t->id));
	}
	handle_all();
}

/* Nothing moves any more: t waits for other programs, and for nothing else. */
static void check_at_rest(struct tcb *t)
{
	on(t->cpu);
	ipc_settle(thread_of(t));
	if (t->state != THREAD_ASKING) {
		assert_int_not_equal(t->continuation, CONTINUE_SEND);
		return;
	}
	assert_int_equal(t->continuation, CONTINUE_NOTHING);
	assert_int_equal(word_value(t->word), WORD_QUEUED);
	assert_non_null(t->at);
	on(t->at->cpu);
	ipc_settle(thread_of(t->at));
	assert_false(rendezvous_accepts(t->at, t));
}

static void check_messages(void)
{
	for (unsigned int i = 0; i < THREADS; i++)
		if (players[i].is_active && players[i].t->frame.returns != players[i].returns)
			note(&players[i]);
	for (unsigned int i = 1; i <= sent; i++)
		if (messages[i].told != 0)
			assert_int_equal(messages[i].arrived, messages[i].told == 1);
}

static void messages_between(unsigned int how_often, bool cancels)
{
	rescues = cancels;
	begin();
	play_processors(CPUS, how_often, step);
	handle_all();
	check_messages();
	let_all_go_on();
	check_messages();
	for (unsigned int i = 0; i < THREADS; i++)
		check_at_rest(players[i].t);
	handle_all();
	check_messages();
	check_all();
	printf("%u calls, %u messages, %u received, %u failed, %u times quiet\n", calls, sent,
	       received, failed, quiet_times);
	assert_true(received > CALLS / 20 && failed > CALLS / 20);
}

static void often(void **state)
{
	(void)state;
	messages_between(3, true);
}

static void seldom(void **state)
{
	(void)state;
	messages_between(40, true);
}

/* Nobody helps a thread that has been forgotten. */
static void without_help(void **state)
{
	(void)state;
	messages_between(5, false);
	assert_true(quiet_times > 10);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(often),
	cmocka_unit_test(seldom),
	cmocka_unit_test(without_help),
};
IPC_SUITE(crowd);
