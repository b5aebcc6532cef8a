/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes random programs of talking threads. Half of the messages are those of clients and servers
 * without time limits, the rest is anything else that changes who gets which message when.
 */
#include "ipc_script.h"

#include <l4/abi/utcb.h>

#define LOWEST_PRIO	100	/* above whoever plays the script */
#define PRIOS		4
#define WORD_PRIME	0x9e3779b97f4a7c15ull

#define LONG_TIME	(21u << L4_TIME_MANTISSA_BITS | 1)	/* two seconds: as good as never */
#define SHORT_TIMES	400

#define DELAYS		0xa	/* bits of a script's kind: some delay their preemption */
#define ITSELF		(-1)	/* for a server: whom it calls */

static bool chance(struct fuzz_source *r, unsigned int n)
{
	return fuzz_pick(r, n) == 0;
}

static struct script_name named(enum script_who who, unsigned int thread)
{
	return (struct script_name){ .who = who, .thread = thread };
}

static struct script_name any_thread(struct fuzz_source *r)
{
	unsigned int t = fuzz_pick(r, SCRIPT_THREADS);

	switch (fuzz_pick(r, 30)) {
	case 0:
		return named(SCRIPT_FORMER, t);
	case 1:
		return named(SCRIPT_NOBODY, t);
	case 2: case 3: case 4: case 5:
		return named(SCRIPT_NEIGHBOUR, t);
	default:
		return named(SCRIPT_THREAD, t);
	}
}

/* A time of 16 bits that never comes, or one that does if the script is timed. */
static fuzz_word limit(struct fuzz_source *r, bool is_timed)
{
	return is_timed ? 1 + fuzz_pick(r, SHORT_TIMES) : LONG_TIME;
}

static fuzz_word timeout(struct fuzz_source *r, bool is_timed)
{
	switch (fuzz_pick(r, 8)) {
	case 0:
		return L4_TIME_ZERO;
	case 1:
		return limit(r, is_timed);
	default:
		return L4_TIME_NEVER;
	}
}

static unsigned int word_count(struct fuzz_source *r)
{
	switch (fuzz_pick(r, 4)) {
	case 0:
		return fuzz_pick(r, L4_NUM_MRS);
	case 1:
		return 6 + fuzz_pick(r, 4);
	default:
		return fuzz_pick(r, 8);
	}
}

static void make_message(struct fuzz_source *r, struct script_step *s)
{
	unsigned int u = word_count(r), typed = 0;

	s->seed = fuzz_random_word(r);
	s->tag = (fuzz_random_word(r) & 0xffff) << L4_TAG_LABEL_SHIFT;
	if (chance(r, 30)) {
		typed = 2;
		u %= L4_NUM_MRS - typed;
	}
	s->tag |= typed << L4_TAG_TYPED_SHIFT | u;
	if (chance(r, 30)) {
		s->tag |= L4_TAG_PROPAGATED;
		s->sender = any_thread(r);
	}
	/* Bits that mean nothing on the way out. */
	if (chance(r, 40))
		s->tag |= L4_TAG_REDIRECTED | L4_TAG_XCPU;
}

static void make_ipc(struct fuzz_source *r, struct script_step *s, bool is_timed, int server)
{
	s->kind = chance(r, 6) ? SCRIPT_LIPC : SCRIPT_IPC;
	make_message(r, s);
	s->timeouts = timeout(r, is_timed) << 16 | timeout(r, is_timed);
	switch (chance(r, 6) ? 2 : server == ITSELF) {
	case 1:
		s->to = named(chance(r, 8) ? SCRIPT_NIL : SCRIPT_LAST, 0);
		s->from = chance(r, 8) ? any_thread(r) : named(SCRIPT_ANY, 0);
		s->timeouts = chance(r, 2) ? L4_TIME_ZERO << 16 : L4_TIME_NEVER;
		break;
	case 0:
		s->to = s->from = chance(r, 4) ? any_thread(r) :
						 named(SCRIPT_THREAD, (unsigned int)server);
		s->timeouts = L4_TIME_NEVER;
		break;
	default:
		s->to = chance(r, 4) ? named(SCRIPT_NIL, 0) : any_thread(r);
		s->from = chance(r, 3) ? named(SCRIPT_NIL, 0) : any_thread(r);
		if (chance(r, 3))
			s->from = named(chance(r, 3) ? SCRIPT_ANY_LOCAL : SCRIPT_ANY, 0);
		else if (chance(r, 3))
			s->from = named(SCRIPT_SAME, 0);
		break;
	}
}

static void make_exregs(struct fuzz_source *r, struct script_step *s)
{
	static const fuzz_word controls[] = {
		L4_EXREGS_DELIVER, L4_EXREGS_CANCEL_RECV, L4_EXREGS_CANCEL_SEND,
		L4_EXREGS_CANCEL_RECV | L4_EXREGS_CANCEL_SEND,
		L4_EXREGS_CANCEL_RECV | L4_EXREGS_CANCEL_SEND | L4_EXREGS_SET_IP,
		L4_EXREGS_SET_IP, L4_EXREGS_SET_HANDLE, L4_EXREGS_SET_IP | L4_EXREGS_CANCEL_RECV,
		L4_EXREGS_HALT_VALID | L4_EXREGS_HALT, L4_EXREGS_HALT_VALID, L4_EXREGS_HALT_VALID,
	};

	s->kind = SCRIPT_EXREGS;
	s->control = controls[fuzz_pick(r, sizeof(controls) / sizeof(controls[0]))];
	s->control |= L4_EXREGS_DELIVER;
	s->to = any_thread(r);
}

static fuzz_word slice_and_quantum(struct fuzz_source *r, bool is_timed)
{
	return (chance(r, 2) ? L4_TIME_NEVER : limit(r, is_timed)) << 16 |
	       (chance(r, 2) ? L4_TIME_NEVER : limit(r, is_timed));
}

static fuzz_word delay(struct fuzz_source *r, bool is_timed)
{
	return (LOWEST_PRIO + fuzz_pick(r, PRIOS)) << 16 |
	       (chance(r, 2) ? 0 : is_timed ? 1 + fuzz_pick(r, SHORT_TIMES) : 0xffff);
}

static void make_schedule(struct fuzz_source *r, struct script_step *s, bool is_timed)
{
	s->kind = SCRIPT_SCHEDULE;
	s->to = named(SCRIPT_THREAD, fuzz_pick(r, SCRIPT_THREADS));
	s->time = s->prio = s->preemption = ~(fuzz_word)0;
	if (chance(r, 2))
		s->prio = LOWEST_PRIO + fuzz_pick(r, PRIOS);
	else if (chance(r, 2))
		s->time = slice_and_quantum(r, is_timed);
	else
		s->preemption = delay(r, is_timed);
}

/* What changes how others find or reach each other. */
static void make_change(struct fuzz_source *r, struct script_step *s)
{
	s->to = named(SCRIPT_THREAD, fuzz_pick(r, SCRIPT_THREADS));
	s->kind = SCRIPT_REDIRECT;
	if (chance(r, 2)) {
		s->kind = SCRIPT_VERSION;
		return;
	}
	s->from = chance(r, 4) ? any_thread(r) : named(SCRIPT_ANY, 0);
}

/* How thread t begins; kind: bits that choose what is alike in one script. */
static void make_thread(struct fuzz_source *r, struct script *s, unsigned int t, unsigned int kind)
{
	bool delays = (kind & DELAYS) == DELAYS;

	s->prio[t] = LOWEST_PRIO + (kind & 1 && !delays ? 0 : fuzz_pick(r, PRIOS));
	s->time[t] = kind & 4 ? limit(r, s->is_timed) << 16 : ~(fuzz_word)0;
	s->preemption[t] = delays ? delay(r, s->is_timed) : ~(fuzz_word)0;
}

static void make_flags(struct fuzz_source *r, struct script_step *s, bool is_timed)
{
	s->kind = SCRIPT_FLAGS;
	s->flags = chance(r, 2) ? L4_UTCB_FLAG_DELAY : 0;
	s->flags |= is_timed && chance(r, 2) ? L4_UTCB_FLAG_SIGNAL : 0;
}

/*
 * Where threads delay their preemption. A thread makes the other one of its space ready: if that is
 * more urgent it does not get the processor until the delay ends or is given up.
 */
static void make_delayed(struct fuzz_source *r, struct script_step *s, bool is_timed,
			 unsigned int thread)
{
	*s = (struct script_step){ .kind = SCRIPT_SWITCH };
	switch (fuzz_pick(r, 4)) {
	case 0:
		make_flags(r, s, is_timed);
		break;
	case 1:
		break;
	default:
		s->kind = SCRIPT_EXREGS;
		s->control = L4_EXREGS_DELIVER | L4_EXREGS_CANCEL_RECV | L4_EXREGS_CANCEL_SEND;
		s->to = named(SCRIPT_THREAD, thread ^ 1);
		break;
	}
}

static void make_step(struct fuzz_source *r, struct script_step *s, bool is_timed, int server)
{
	*s = (struct script_step){ .kind = SCRIPT_SWITCH };
	switch (fuzz_pick(r, 60)) {
	case 0: case 1:
		make_exregs(r, s);
		break;
	case 2:
		make_schedule(r, s, is_timed);
		break;
	case 3:
		make_change(r, s);
		break;
	case 4:
		s->to = any_thread(r);
		break;
	case 5:
		/* Lasts: such a thread never takes the short path again. */
		if (!chance(r, 3))
			break;
		s->kind = SCRIPT_FPU;
		s->seed = fuzz_pick(r, 1000);
		break;
	case 6:
		make_flags(r, s, is_timed);
		break;
	case 7:
		s->to = named(SCRIPT_THREAD, fuzz_pick(r, SCRIPT_THREADS));
		s->kind = is_timed ? SCRIPT_FAULT : SCRIPT_SPEND;
		break;
	case 8: case 9: case 10:
		s->kind = SCRIPT_SPEND;
		s->usec = 1 + fuzz_pick(r, SHORT_TIMES);
		break;
	default:
		make_ipc(r, s, is_timed, server);
		break;
	}
}

/* The keeper wakes somebody in one of many ways, and never waits. */
static void make_round(struct fuzz_source *r, struct script_step *s, bool is_timed)
{
	*s = (struct script_step){ .kind = SCRIPT_IPC };
	s->wakes = fuzz_pick(r, 1 << SCRIPT_THREADS);
	switch (fuzz_pick(r, 8)) {
	case 0: case 1:
		make_exregs(r, s);
		s->to = named(SCRIPT_THREAD, fuzz_pick(r, SCRIPT_THREADS));
		break;
	case 2:
		make_schedule(r, s, is_timed);
		break;
	case 3:
		make_change(r, s);
		break;
	case 4:
		s->kind = SCRIPT_RENEW;
		s->to = named(SCRIPT_THREAD, fuzz_pick(r, SCRIPT_THREADS));
		break;
	default:
		make_message(r, s);
		s->timeouts = L4_TIME_ZERO << 16 | L4_TIME_ZERO;
		s->to = chance(r, 4) ? named(SCRIPT_NIL, 0) : any_thread(r);
		s->from = chance(r, 2) ? named(SCRIPT_ANY, 0) : named(SCRIPT_NIL, 0);
		break;
	}
}

void script_make(struct script *s, unsigned long long seed, bool is_timed)
{
	struct fuzz_source r;
	unsigned int server, second, kind;

	fuzz_source_seed(&r, seed);
	s->is_timed = is_timed;
	kind = fuzz_pick(&r, 16);
	server = fuzz_pick(&r, SCRIPT_THREADS);
	second = fuzz_pick(&r, SCRIPT_THREADS);
	for (unsigned int t = 0; t < SCRIPT_THREADS; t++) {
		make_thread(&r, s, t, kind);
		for (unsigned int i = 0; i < SCRIPT_STEPS; i++) {
			struct script_step *step = &s->step[t][i];

			make_step(&r, step, is_timed,
				  t == server || t == second ? ITSELF :
				  (int)(chance(&r, 3) ? second : server));
			if ((kind & DELAYS) == DELAYS && chance(&r, 3))
				make_delayed(&r, step, is_timed, t);
		}
		/* The flags that those with a delay need. */
		if ((kind & DELAYS) == DELAYS)
			s->step[t][0] = (struct script_step){
				.kind = SCRIPT_FLAGS, .flags = L4_UTCB_FLAG_DELAY,
			};
	}
	for (unsigned int i = 0; i < SCRIPT_ROUNDS; i++)
		make_round(&r, &s->round[i], is_timed);
}

fuzz_word script_word(const struct script_step *step, unsigned int i)
{
	return (fuzz_word)((step->seed + i) * WORD_PRIME);
}

void script_add(struct script_hash *h, fuzz_word word)
{
	unsigned long long x = (h->value ^ word) * WORD_PRIME;

	h->value = x ^ (x >> 29);
}
