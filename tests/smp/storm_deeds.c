/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The calls that threads of a storm make.
 */
#include "storm.h"

#define HOLE		0x50000000ul	/* where nobody has memory */
#define AREAS		KIP_AREA | L4_KIP_SIZE_LOG2 << 4, UTCB_AREA | UTCB_AREA_LOG2 << 4
#define RESTART		(L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_SP | \
			 L4_EXREGS_SET_IP | L4_EXREGS_HALT_VALID)

/* What somebody does, and how often. */
struct deed {
	void (*make)(struct tcb *me);
	unsigned int weight;
};

unsigned int storm_calls;

static const struct deed *deeds;

/* The thread with number i, if there is one, also one that dies. */
static struct thread *player(unsigned int i)
{
	return thread_by_number(tid_number(tid(i)));
}

/* Of any player, or the root task; perhaps an id that it has no more. */
static word_t somebody(void)
{
	unsigned int i = test_random(PLAYERS + 1);
	const struct thread *t;

	if (i == 0)
		return root->id;
	t = player(i);
	return t != NULL && test_random(20) ? atomic_peek(&t->tcb.id) :
					      tid_version(i, 1 + test_random(3));
}

static word_t some_player(void)
{
	word_t id;

	do {
		id = somebody();
	} while (id == root->id);
	return id;
}

/* The root task always comes back: it is to clear up in the end. */
static word_t some_time(const struct tcb *me)
{
	switch (test_random(me == root ? 2 : 3)) {
	case 0:
		return ZERO;
	case 1:
		return 8 << 10 | (1 + test_random(6));
	default:
		return NEVER;
	}
}

static void say(const char *text, word_t a, word_t b)
{
	if (getenv("STORM_SAYS") != NULL)
		fprintf(stderr, "%u: cpu %u, thread %lx: %s %lx %lx\n", storm_calls,
			this_cpu()->number, (unsigned long)host_current()->id, text,
			(unsigned long)a, (unsigned long)b);
}

static void send(struct tcb *me)
{
	unsigned int u = 2 + test_random(20), typed = 0;
	word_t to = test_random(4) ? somebody() : L4_TID_NIL;
	word_t from = test_random(4) == 0 && to != L4_TID_NIL ? L4_TID_NIL :
		      test_random(2) && to != L4_TID_NIL ? to :
		      test_random(2) ? L4_TID_ANY : somebody();

	for (unsigned int i = 1; i <= u; i++)
		mr(me)[i] = 0x1000 + i;
	utcb_write(thread_of(me), L4_UTCB_BR(0),
		   test_random(3) ? L4_FPAGE_COMPLETE | L4_ACCEPT_STRINGS : 0);
	utcb_write(thread_of(me), L4_UTCB_BR(1), 64ul << 10);
	utcb_write(thread_of(me), L4_UTCB_BR(2), HOLE);
	/* A transfer that faults may take for ever. */
	if (me == root)
		utcb_write(thread_of(me), L4_UTCB_BR(0), 0);
	switch (test_random(me == root ? 1 : 5)) {
	case 0:
		mr(me)[u + 1] = L4_ITEM_MAP;
		mr(me)[u + 2] = 0;
		typed = 2;
		break;
	case 1:
		mr(me)[u + 1] = 64ul << 10;
		mr(me)[u + 2] = HOLE;
		typed = 2;
		break;
	default:
		break;
	}
	say("ipc", to, from);
	ipc_words(to, from, some_time(me) << 16 | some_time(me), 0, u, typed);
}

static void exchange(struct tcb *me)
{
	static const word_t controls[] = {
		0, RESTART, RESTART, RESTART, L4_EXREGS_CANCEL_RECV, L4_EXREGS_CANCEL_SEND,
		L4_EXREGS_HALT_VALID | L4_EXREGS_HALT, L4_EXREGS_HALT_VALID, L4_EXREGS_SET_PAGER,
	};
	struct exregs in = { .control = controls[test_random(ARRAY_SIZE(controls))], .sp = 0x2000,
			     .ip = 0x1000, .pager = somebody() };
	word_t dest = somebody();

	/* Nobody may stop the root task. */
	if (dest == root->id)
		in.control &= ~(word_t)(L4_EXREGS_HALT);
	say("exregs", dest, in.control);
	host_leave(sys_exchange_registers(me, dest, in.control, &in));
}

static void schedule(struct tcb *me)
{
	word_t dest = some_player();
	word_t time = test_random(4) ? UNCHANGED : 10 << 10 | 20 | (word_t)(10 << 10 | 30) << 16;

	say("schedule", dest, 0);
	host_leave(sys_schedule(me, dest, time, UNCHANGED, test_random(2) ? UNCHANGED :
				90 + test_random(20), UNCHANGED));
}

static void migrate_somebody(struct tcb *me)
{
	word_t dest = test_random(30) == 0 ? tid_make(LINE, 1) : somebody();
	word_t cpu = test_random(CPUS);

	say("migrate", dest, cpu);
	host_leave(sys_schedule(me, dest, UNCHANGED, cpu, UNCHANGED, UNCHANGED));
}

static void delete_somebody(struct tcb *me)
{
	word_t dest = some_player();

	say("delete", dest, 0);
	host_leave(sys_thread_control(me, dest, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
}

static void rename_somebody(struct tcb *me)
{
	word_t dest = some_player(), id = tid_make(tid_number(dest), 1 + test_random(3));

	say("rename", dest, id);
	host_leave(sys_thread_control(me, id, dest, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
}

static void give_space(struct tcb *me)
{
	word_t dest = some_player(), to = somebody();

	say("space of", dest, to);
	host_leave(sys_thread_control(me, dest, to, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
}

static void control_space(struct tcb *me)
{
	word_t dest = some_player(), redirector = test_random(2) ? L4_TID_ANY : somebody();
	const struct thread *t = thread_find(dest);

	if (t != NULL && t->tcb.space == root->space)
		redirector = L4_TID_NIL;
	say("control of space", dest, redirector);
	host_leave(sys_space_control(me, dest, 0, AREAS, redirector));
}

static uvaddr_t servants_utcb(unsigned int i)
{
	return ALIGN_DOWN(root->local_id, BIT(L4_UTCB_SIZE_LOG2)) +
	       ((uvaddr_t)i << L4_UTCB_SIZE_LOG2);
}

/* The next step on the way of a player to a thread that runs. */
static void make(struct tcb *me)
{
	unsigned int i = 1 + test_random(PLAYERS);
	const struct thread *t = player(i);
	struct exregs in = { .control = RESTART, .sp = 0x2000, .ip = 0x1000 };
	word_t id = t != NULL ? atomic_peek(&t->tcb.id) : tid_version(i, 1 + test_random(3));

	if (t == NULL && i <= SERVANTS) {
		say("make servant", id, 0);
		host_leave(sys_thread_control(me, id, root->id, root->id, root->id,
					      servants_utcb(i)));
	} else if (t == NULL) {
		say("make", id, 0);
		host_leave(sys_thread_control(me, id, test_random(3) ? id : some_player(), root->id,
					      L4_TID_NIL, UTCB(i)));
	} else if (t->tcb.utcb == NULL && i > SERVANTS && test_random(2)) {
		say("areas of", id, 0);
		host_leave(sys_space_control(me, id, 0, AREAS, L4_TID_NIL));
	} else if (t->tcb.utcb == NULL) {
		say("activate", id, 0);
		host_leave(sys_thread_control(me, id, id, L4_TID_NIL, root->id, UNCHANGED));
	} else {
		say("start", id, 0);
		host_leave(sys_exchange_registers(me, id, in.control, &in));
	}
}

static void unmap(struct tcb *me)
{
	say("unmap", 0, 0);
	mr(me)[0] = L4_FPAGE_COMPLETE | L4_FPAGE_RWX;
	host_leave(sys_unmap(me, 0x40));
}

static void associate(struct tcb *me)
{
	word_t id = tid_make(LINE, 1), handler = test_random(3) ? somebody() : id;

	say("associate", id, handler);
	host_leave(sys_thread_control(me, id, id, L4_TID_NIL, handler, UNCHANGED));
}

static void fire(struct tcb *me)
{
	(void)me;
	say("interrupt", LINE, 0);
	host_irq_raise(LINE);
	host_interrupt();
}

static const struct deed deeds_of[][12] = {
	[EVERYTHING] = {
		{ send, 60 }, { exchange, 20 }, { schedule, 5 }, { migrate_somebody, 20 },
		{ delete_somebody, 4 }, { rename_somebody, 4 }, { give_space, 2 },
		{ control_space, 2 }, { make, 30 }, { unmap, 3 }, { associate, 1 }, { fire, 3 },
	},
	/* Nobody helps those who have been forgotten. */
	[MIGRATION] = {
		{ migrate_somebody, 50 }, { exchange, 5 }, { send, 10 }, { schedule, 5 },
		{ make, 20 },
	},
	[DELETION] = {
		{ migrate_somebody, 20 }, { delete_somebody, 20 }, { rename_somebody, 10 },
		{ send, 30 }, { make, 60 },
	},
};

void storm_begin(enum storm kind)
{
	deeds = deeds_of[kind];
}

void storm_act(struct tcb *me)
{
	unsigned int sum = 0, n, i;

	for (i = 0; i < ARRAY_SIZE(deeds_of[0]); i++)
		sum += deeds[i].weight;
	n = test_random(sum);
	for (i = 0; n >= deeds[i].weight; i++)
		n -= deeds[i].weight;
	storm_calls++;
	deeds[i].make(me);
}
