/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random messages between threads of several processors, and what an oracle that knows X.2 only
 * says of what the threads see: whatever order the processors go on in, it must be one of those
 * things that the specification allows.
 */
#include "oracle.h"
#include "play.h"
#include "several.h"

#include <arch/time.h>

#define CPUS		3u
#define THREADS		ORACLE_THREADS	/* 1 to THREADS, two of each space */
#define CALLS		1500u		/* in one run */
#define IDLE_STEPS	50u		/* of all processors, before time passes */
#define TICK		300u		/* microseconds */
#define LIMIT_LOG2	8		/* limits are some times 2^this microseconds */
#define MOST_WORDS	20u
#define LATE		100000u		/* behind every limit */
#define HISTORY		60u

static struct player {
	struct tcb *t;
	word_t returns;
	bool is_active, receives;
} players[THREADS];

static u8 sender_of[CALLS + THREADS + 2];
static unsigned int calls, sent, idle_steps, got, failed, quiet_times;

/* --- what is said when something is wrong --- */

static char history[HISTORY][100];
static unsigned int events;

#define NOTE(...)	snprintf(history[events++ % HISTORY], sizeof(history[0]), __VA_ARGS__)

static void wrong(const char *what)
{
	for (unsigned int i = events > HISTORY ? events - HISTORY : 0; i < events; i++)
		fprintf(stderr, "%s\n", history[i % HISTORY]);
	fprintf(stderr, "%s\n", what);
	abort();
}

#define CHECK(what) \
	do { \
		if (!(what)) \
			wrong("not " #what); \
	} while (0)

/* --- calls --- */

static unsigned int number_of(const struct player *p)
{
	return (unsigned int)(p - players);
}

static struct player *player_of(const struct tcb *t)
{
	for (unsigned int i = 0; i < THREADS; i++)
		if (players[i].t == t)
			return &players[i];
	return NULL;
}

/* Another thread than p, by one of its ids; one in this state more often. */
static word_t random_thread(const struct player *p, u8 state, u8 *n)
{
	unsigned int tries = 4;
	const struct tcb *t;

	do {
		*n = (u8)test_random(THREADS);
		t = players[*n].t;
	} while (*n == number_of(p) || (t->state != state && tries-- > 0));
	return t->space == p->t->space && test_random(2) ? t->local_id : t->id;
}

static word_t random_source(const struct player *p, u8 *n)
{
	switch (test_random(4)) {
	case 0:
		*n = ORACLE_LOCAL;
		return L4_TID_ANY_LOCAL;
	case 1:
		return random_thread(p, THREAD_POLLING, n);
	default:
		*n = ORACLE_ANY;
		return L4_TID_ANY;
	}
}

static word_t random_time(u8 *time, u64 *until)
{
	unsigned int n = 1 + test_random(6);

	/* Without a limit most of the time: else few messages would arrive. */
	*time = test_random(3) == 0 ? (u8)test_random(3) : (u8)ORACLE_NEVER;
	*until = arch_time_now() + ((u64)n << LIMIT_LOG2);
	switch (*time) {
	case ORACLE_ZERO:
		return ZERO;
	case ORACLE_NEVER:
		return NEVER;
	default:
		return LIMIT_LOG2 << 10 | n;
	}
}

static void act(struct player *p)
{
	struct oracle_call c = { .to = ORACLE_NOBODY, .from = ORACLE_NOBODY };
	unsigned int u = 1 + test_random(MOST_WORDS);
	word_t to = L4_TID_NIL, from = L4_TID_NIL, send, receive;
	bool sends = test_random(5) < 3, begins;

	send = random_time(&c.send, &c.send_until);
	receive = random_time(&c.receive, &c.receive_until);
	if (sends)
		to = random_thread(p, THREAD_WAITING, &c.to);
	if (sends && test_random(2)) {
		from = to;
		c.from = c.to;
	} else if (!sends || test_random(2)) {
		from = random_source(p, &c.from);
	}
	if (sends) {
		c.message = (u16)++sent;
		sender_of[sent] = (u8)number_of(p);
		for (unsigned int i = 1; i <= u; i++)
			mr(p->t)[i] = sent * (word_t)i;
	}
	/* What goes to another processor begins when that has it. */
	begins = !sends || (players[c.to].t->cpu == p->t->cpu && !p->t->request.is_out);
	calls++;
	p->returns = p->t->frame.returns;
	p->is_active = true;
	p->receives = c.from != ORACLE_NOBODY;
	NOTE("%u calls: to %u (time %u) from %u (time %u) message %u", number_of(p), c.to, c.send,
	     c.from, c.receive, c.message);
	oracle_call(number_of(p), &c);
	ipc_words(to, from, TIMEOUTS(send, receive), 0, u, 0);
	NOTE("%u has called", number_of(p));
	if (begins)
		oracle_has_begun(number_of(p));
}

/* The message that p has got is what its sender has sent, and says who that is. */
static u16 message_of(const struct player *p)
{
	word_t number = mr(p->t)[1];
	const struct player *s;

	CHECK(number > 0 && number <= sent);
	s = &players[sender_of[number]];
	for (unsigned int i = 2; i <= (p->t->frame.tag & L4_TAG_UNTYPED_MASK); i++)
		CHECK(mr(p->t)[i] == number * i);
	CHECK(p->t->frame.from == (s->t->space == p->t->space ? s->t->local_id : s->t->id));
	CHECK(!!(p->t->frame.tag & L4_TAG_XCPU) == (s->t->cpu != p->t->cpu));
	return (u16)number;
}

static enum oracle_end end_of(struct player *p)
{
	unsigned int phase, error;

	if (!(p->t->frame.tag & L4_TAG_ERROR))
		return ORACLE_DONE;
	phase = error_code(p->t) & 1;
	error = error_code(p->t) >> 1;
	CHECK(error == L4_IPC_TIMEOUT || error == L4_IPC_CANCELLED);
	if (phase == L4_IPC_PHASE_SEND)
		return error == L4_IPC_TIMEOUT ? ORACLE_SEND_TIMEOUT : ORACLE_SEND_CANCELLED;
	return error == L4_IPC_TIMEOUT ? ORACLE_RECEIVE_TIMEOUT : ORACLE_RECEIVE_CANCELLED;
}

/* What p, whose call has returned, sees. */
static void look(struct player *p)
{
	enum oracle_end end = end_of(p);
	u16 message = end == ORACLE_DONE && p->receives ? message_of(p) : 0;

	p->is_active = false;
	got += message != 0;
	failed += end != ORACLE_DONE;
	NOTE("%u returns: end %u message %u", number_of(p), end, message);
	if (!oracle_return(number_of(p), end, message))
		wrong("X.2 does not allow that");
}

static bool has_returned(const struct player *p)
{
	return p->is_active && p->t->frame.returns != p->returns;
}

/* --- what else happens --- */

static void cancel_somebody(void)
{
	unsigned int i = test_random(THREADS);
	struct thread *t = thread_of(players[i].t);
	u8 state;

	if (!is_mine(&t->tcb))
		return;
	ipc_settle(t);
	state = ipc_state(t);
	if (state != THREAD_POLLING && !ipc_is_waiting(t))
		return;
	NOTE("%u is cancelled", i);
	oracle_cancel_begins(i);
	ipc_cancel(t, L4_IPC_CANCELLED);
	oracle_cancel_ends(i);
}

static void check_quiet(bool late)
{
	NOTE("nothing moves");
	if (!oracle_is_quiet(late))
		wrong("something has to move");
}

static void idle(void)
{
	if (++idle_steps % IDLE_STEPS != 0)
		return;
	if (play_is_quiet()) {
		quiet_times++;
		play_alone();
		check_quiet(false);
		play_together();
		cancel_somebody();
	}
	host_time_advance(TICK);
	oracle_time_is(arch_time_now());
}

static void step(void)
{
	struct tcb *me = host_interrupt();
	struct player *p = player_of(me);

	if (test_random(100) == 0)
		cancel_somebody();
	if (p == NULL) {
		idle();
		return;
	}
	if (has_returned(p))
		look(p);
	if (calls < CALLS)
		act(p);
	else
		play_end();
}

/* Time passes until nobody waits for it any more. */
static void end(void)
{
	for (unsigned int i = 0; i < 2 * THREADS; i++) {
		on(0);
		host_time_advance(LATE);
		handle_all();
		oracle_time_is(arch_time_now());
		for (unsigned int k = 0; k < THREADS; k++)
			if (has_returned(&players[k]))
				look(&players[k]);
	}
	check_quiet(true);
	check_all();
}

static void run(void)
{
	static const unsigned int often[] = { 2, 3, 5, 10, 30 };
	static u8 spaces[THREADS];

	several_begin(CPUS);
	for (unsigned int i = 0; i < THREADS; i++) {
		spaces[i] = (u8)(i - i % 2);
		players[i].t = place_thread(i + 1, spaces[i] + 1u, i % CPUS);
	}
	on(0);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	oracle_begin(spaces);
	oracle_time_is(arch_time_now());
	play_processors(CPUS, often[test_random(ARRAY_SIZE(often))], step);
	end();
	printf("%u calls, %u messages, %u got, %u failed, %u times quiet, %u states at most\n",
	       calls, sent, got, failed, quiet_times, oracle_most_states());
	assert_true(got > CALLS / 10 && failed > CALLS / 20);
	fflush(NULL);
}

static void messages(void **state)
{
	(void)state;
	play_runs(test_rounds(8), run);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(messages),
};
IPC_SUITE(oracle);
