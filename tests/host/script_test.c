/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random programs of talking threads, played twice: with the short path of IPC and without. All
 * that the threads see is written down and must be the same, line by line.
 */
#include "compat.h"

#include <ipc_script.h>

#include <sys/wait.h>
#include <unistd.h>

#define NUMBERS		200	/* thread numbers that check_threads() looks at */
#define NORMAL_IP	0x1000
#define RESTART_IP	0x7000
#define FAULT_ADDRESS	0x40000000ul
#define NOBODY		100
#define KEEPER		SCRIPT_THREADS	/* the root task among the players */
#define ROUND_USEC	1000		/* how long the keeper sleeps */
#define TICK_USEC	50
#define MAX_EVENTS	3000		/* of one script: some run in circles for ever */
#define MR0		L4_UTCB_MR0

static struct player {
	word_t id, last, waited;
	unsigned int version;
	unsigned int next;		/* step to execute */
	const struct script_step *pending;
	word_t returns;
} players[SCRIPT_THREADS + 1];

static struct script script;
static unsigned long long words;	/* bit n / 2: threads n and n ^ 1 have 32-bit words */
static FILE *out;
static unsigned int events;
static unsigned long delayed;		/* steps of threads that delay their preemption */

/* --- names --- */

static word_t local_id(unsigned int n)
{
	return UTCB(n + 1) + L4_UTCB_POINTER_OFFSET;
}

static word_t id_of(const struct player *p, struct script_name name)
{
	switch (name.who) {
	case SCRIPT_NIL:
		return L4_TID_NIL;
	case SCRIPT_ANY:
		return L4_TID_ANY;
	case SCRIPT_ANY_LOCAL:
		return L4_TID_ANY_LOCAL;
	case SCRIPT_THREAD:
		return players[name.thread].id;
	case SCRIPT_NEIGHBOUR:
		return local_id(name.thread);
	case SCRIPT_LAST:
		return p->last;
	case SCRIPT_FORMER:
		return players[name.thread].id + 64;
	case SCRIPT_SAME:
		return p->waited;
	case SCRIPT_NOBODY:
		break;
	}
	return tid(NOBODY);
}

/* Versions of global ids end in something else than zeros. */
static word_t new_id(unsigned int n)
{
	players[n].version += players[n].version % 64 == 63 ? 2 : 1;
	return tid_version(n, players[n].version);
}

/* --- threads come and go --- */

static void make_player(unsigned int n)
{
	unsigned int sibling = n ^ 1;
	word_t id = new_id(n), space = root->id;

	if (n >= SCRIPT_SPACE_THREADS)
		space = players[sibling].id != 0 ? players[sibling].id : id;
	if (space == id) {
		word_t old;

		assert_int_equal(thread_control(id, id, root->id, L4_TID_NIL, ~(word_t)0), 1);
		assert_int_equal(control_space(id, words >> n / 2 & 1 ? CONTROL_32BIT : 0,
					       KIP_AREA | L4_KIP_SIZE_LOG2 << 4,
					       UTCB_AREA | UTCB_AREA_LOG2 << 4, &old), 1);
	}
	assert_int_equal(thread_control(id, space, root->id, root->id, UTCB(n + 1)), 1);
	players[n] = (struct player){ .id = id, .version = players[n].version };
	mr(root)[1] = NORMAL_IP;
	mr(root)[2] = 0x2000 + n;
	ipc_words(id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
	assert_ptr_equal(host_current(), root);
	host_leave(sys_schedule(root, id, script.time[n], ~0ul, script.prio[n],
				script.preemption[n]));
	assert_ptr_equal(host_current(), root);
}

static void delete_player(unsigned int n)
{
	delete_thread(players[n].id);
	players[n].id = 0;
}

/* --- steps --- */

static struct tcb *do_ipc(struct tcb *me, struct player *p, const struct script_step *s)
{
	struct thread *t = thread_of(me);
	unsigned int u = s->tag & L4_TAG_UNTYPED_MASK;
	unsigned long before = host_short_ipcs;
	struct tcb *next;

	utcb_write(t, MR0, s->tag);
	for (unsigned int i = 1; i <= u; i++)
		utcb_write(t, (int)i, script_word(s, i));
	if ((s->tag >> L4_TAG_TYPED_SHIFT & L4_TAG_TYPED_MASK) != 0) {
		utcb_write(t, (int)u + 1, L4_ITEM_MAP);
		utcb_write(t, (int)u + 2, 0);
	}
	if (s->tag & L4_TAG_PROPAGATED)
		utcb_write_tid(t, L4_UTCB_VIRTUAL_SENDER, id_of(p, s->sender));
	p->waited = id_of(p, s->from);
	next = host_ipc(me, id_of(p, s->to), p->waited, s->timeouts);
	/* A delay of preemption ends with each switch. */
	if (host_short_ipcs != before)
		assert_true(this_cpu()->delay_end == USEC_NEVER);
	return next;
}

static struct tcb *do_change(struct tcb *me, const struct player *p, const struct script_step *s)
{
	struct player *dest = &players[s->to.thread];
	struct tcb *next;
	word_t id;

	if (s->kind == SCRIPT_REDIRECT)
		return sys_space_control(me, dest->id, 0, 0, 0, id_of(p, s->from));
	id = new_id(s->to.thread);
	next = sys_thread_control(me, id, dest->id, L4_TID_NIL, L4_TID_NIL, ~(word_t)0);
	if (me->space == root->space)
		dest->id = id;
	return next;
}

/* Starts a step of the running thread; returns who runs next. */
static struct tcb *do_step(struct tcb *me, struct player *p, const struct script_step *s)
{
	struct exregs in = { .control = s->control, .ip = RESTART_IP, .handle = s->seed };

	switch (s->kind) {
	case SCRIPT_IPC:
	case SCRIPT_LIPC:
		return do_ipc(me, p, s);
	case SCRIPT_SWITCH:
		return sys_thread_switch(me, id_of(p, s->to));
	case SCRIPT_EXREGS:
		return sys_exchange_registers(me, id_of(p, s->to), in.control, &in);
	case SCRIPT_SCHEDULE:
		return sys_schedule(me, id_of(p, s->to), s->time, ~0ul, s->prio, s->preemption);
	case SCRIPT_VERSION:
	case SCRIPT_REDIRECT:
		return do_change(me, p, s);
	case SCRIPT_FLAGS:
		utcb_write(thread_of(me), L4_UTCB_FLAGS, s->flags);
		break;
	case SCRIPT_FPU:
		/* The first operation of the unit traps. */
		usual_set(me, USUAL_FPU, false);
		return me;
	case SCRIPT_FAULT:
		utcb_write_tid(thread_of(me), L4_UTCB_PAGER, id_of(p, s->to));
		return fault_page(me, FAULT_ADDRESS, RIGHT_R);
	case SCRIPT_SPEND:
		host_time_advance(s->usec);
		host_interrupt();
		return NULL;
	case SCRIPT_RENEW:
		delete_player(s->to.thread);
		make_player(s->to.thread);
		break;
	}
	return NULL;
}

/* --- what is written down --- */

static void note_ipc(struct tcb *me, struct player *p, const struct script_step *s)
{
	struct thread *t = thread_of(me);
	unsigned int u = me->frame.tag & L4_TAG_UNTYPED_MASK;
	struct script_hash hash = { 0 };

	fprintf(out, " tag %lx from %lx", me->frame.tag, me->frame.from);
	if (me->frame.tag & L4_TAG_ERROR) {
		fprintf(out, " error %lx", error_code(me));
	} else if (s->from.who != SCRIPT_NIL) {
		for (unsigned int i = 1; i <= u; i++)
			script_add(&hash, utcb_read(t, (int)i));
		/* What tells the word size of the sender. */
		if (!thread_is_compat(t))
			script_add(&hash, utcb_read(t, L4_UTCB_WORD_SIZE_MASK));
		utcb_write(t, L4_UTCB_WORD_SIZE_MASK, ~(word_t)0);
		fprintf(out, " words %llx", hash.value);
		if (me->frame.tag & L4_TAG_PROPAGATED)
			fprintf(out, " sender %lx", utcb_read(t, L4_UTCB_VIRTUAL_SENDER));
		if (me->frame.tag & L4_TAG_REDIRECTED)
			fprintf(out, " for %lx", utcb_read(t, L4_UTCB_INTENDED_RECEIVER));
		p->last = me->frame.from;
	}
}

static void note(unsigned int n, struct tcb *me)
{
	struct player *p = &players[n];
	const struct script_step *s = p->pending;

	fprintf(out, "%u.%u kind %d", n, p->next, (int)s->kind);
	p->pending = NULL;
	if (me->frame.ip == RESTART_IP) {
		me->frame.ip = NORMAL_IP;
		fprintf(out, " restarted\n");
		return;
	}
	if (me->frame.returns == p->returns) {
		fprintf(out, " goes on\n");
		return;
	}
	if (s->kind <= SCRIPT_LIPC) {
		note_ipc(me, p, s);
	} else {
		fprintf(out, " result %lx", me->frame.result);
		for (unsigned int i = 0; s->kind == SCRIPT_EXREGS && i < ARRAY_SIZE(me->frame.old);
		     i++)
			fprintf(out, " %lx", me->frame.old[i]);
		if (me->frame.result == 0)
			fprintf(out, " error %lx", error_code(me));
	}
	fprintf(out, " flags %lx\n", utcb_read(thread_of(me), L4_UTCB_FLAGS));
}

/* --- the play --- */

static void begin_step(unsigned int n, struct tcb *me, const struct script_step *s)
{
	struct player *p = &players[n];
	struct tcb *next;

	p->next++;
	p->returns = me->frame.returns;
	p->pending = s;
	next = do_step(me, p, s);
	if (next != NULL)
		host_leave(next);
}

static void sleep_for_ever(struct tcb *me)
{
	host_leave(host_ipc(me, L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER)));
}

static void play_thread(unsigned int n, struct tcb *me)
{
	struct player *p = &players[n];

	if (p->pending != NULL)
		note(n, me);
	if (p->next < SCRIPT_STEPS && events++ < MAX_EVENTS)
		begin_step(n, me, &script.step[n][p->next]);
	else
		sleep_for_ever(me);
}

/* Until the keeper has slept. */
static void play_threads(void)
{
	word_t returns = root->frame.returns;

	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, ROUND_USEC));
	while (host_current() != root || root->frame.returns == returns) {
		struct tcb *me = host_current();
		unsigned int n = 0;

		if (me == this_cpu()->idle) {
			host_time_advance(TICK_USEC);
			host_interrupt();
			continue;
		}
		while (n < SCRIPT_THREADS && players[n].id != me->id)
			n++;
		assert_true(n < SCRIPT_THREADS);
		delayed += this_cpu()->delay_end != USEC_NEVER;
		play_thread(n, me);
	}
	check_threads(NUMBERS);
}

static void play_round(const struct script_step *s)
{
	struct exregs in = { .control = L4_EXREGS_CANCEL_RECV | L4_EXREGS_CANCEL_SEND };

	for (unsigned int n = 0; n < SCRIPT_THREADS; n++)
		if (s->wakes >> n & 1)
			host_leave(sys_exchange_registers(root, players[n].id, in.control, &in));
	begin_step(KEEPER, root, s);
	note(KEEPER, root);
	play_threads();
}

static void play_script(unsigned long long seed)
{
	script_make(&script, seed, seed & 1);
	words = seed >> 1;
	events = 0;
	players[KEEPER].next = 0;
	for (unsigned int n = 0; n < SCRIPT_THREADS; n++)
		make_player(n);
	play_threads();
	for (unsigned int i = 0; i < SCRIPT_ROUNDS; i++)
		play_round(&script.round[i]);
	for (unsigned int n = 0; n < SCRIPT_THREADS; n++)
		delete_player(n);
	/* That of the keeper's own space would stay. */
	host_leave(sys_space_control(root, root->id, 0, 0, 0, L4_TID_ANY));
	fflush(out);
}

static void play_all(FILE *file, unsigned int count, unsigned long long seed)
{
	struct balance before;

	out = file;
	system_begin();
	before = balance();
	for (unsigned int i = 0; i < count; i++) {
		fprintf(out, "script %llu\n", seed + i);
		play_script(seed + i);
		assert_balance(before);
	}
	fprintf(out, "end\n");
	fprintf(out, "%lu short %lu delayed\n", host_short_ipcs, delayed);
	fflush(out);
}

/* In a process of its own, as each kernel starts only once. */
static FILE *play_in_child(bool short_ipc, unsigned int count, unsigned long long seed)
{
	FILE *file = tmpfile();
	pid_t child;
	int status;

	assert_non_null(file);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		host_short_ipc = short_ipc;
		play_all(file, count, seed);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	rewind(file);
	return file;
}

static void scripts(void **state)
{
	unsigned int count = test_rounds(2000);
	unsigned long long seed = host_random(&test_random_state) & 0xffffff;
	FILE *with = play_in_child(true, count, seed), *without = play_in_child(false, count, seed);
	char a[512], b[512], title[512] = "";
	unsigned long line = 0, ipcs = 0, delays = 0;

	(void)state;
	for (;;) {
		assert_non_null(fgets(a, sizeof(a), with));
		assert_non_null(fgets(b, sizeof(b), without));
		line++;
		if (strcmp(a, b) != 0)
			fail_msg("line %lu, %sshort path:    %scomplete path: %s", line, title, a,
				 b);
		if (strncmp(a, "script", 6) == 0)
			strcpy(title, a);
		if (strcmp(a, "end\n") == 0)
			break;
	}
	/* The comparison is worth something. */
	assert_int_equal(fscanf(with, "%lu short %lu", &ipcs, &delays), 2);
	printf("%u scripts, %lu events, %lu short IPCs, %lu delayed preemptions\n", count, line,
	       ipcs, delays);
	assert_true(ipcs > 2 * count && delays > count / 8);
	assert_int_equal(fscanf(without, "%lu short", &ipcs), 1);
	assert_int_equal(ipcs, 0);
	fclose(with);
	fclose(without);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(scripts),
};
SUITE(script);
