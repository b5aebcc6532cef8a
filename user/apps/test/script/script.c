/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plays random IPC scripts and prints a number for all that their threads see, one line for each:
 * kernels that are to behave alike are compared by these lines. No time limit ends while a script
 * is played, so that the order of events depends on nothing but the kernel's decisions.
 */
#include <ipc_script.h>
#include <plat.h>

#include "fpu.h"
#include "partner.h"

#define SCRIPTS		150
#define FIRST_SEED	1000
#define NOBODY		(HELPERS + 5)
#define LONG_SLICE	((L4_Word_t)(21 << L4_TIME_MANTISSA_BITS | 1) << 16)
#define UNCHANGED	(~(L4_Word_t)0)

static struct player {
	struct helper *helper;
	L4_ThreadId_t id;
	L4_Word_t local, last, waited;
	unsigned int next;
	void *jump[5];
} players[SCRIPT_THREADS + 1];

#define KEEPER	(&players[SCRIPT_THREADS])

static struct script script;

/* What threads of both word sizes share. A partner's program makes its own script of the seed. */
static struct shared {
	struct script_hash seen;
	uint32_t seed, events;
	uint32_t id[SCRIPT_THREADS], local[SCRIPT_THREADS];	/* as 32-bit programs have them */
	volatile uint32_t over;
} __attribute__((aligned(64))) own, *shared = &own;

/* Of a thread in a stub, on the command line: where kernels are compared whose stubs differ. */
static unsigned long unseen_flags;

static void see(L4_Word_t word)
{
	script_add(&shared->seen, word);
	shared->events++;
}

/* --- names --- */

/* For the main thread: utcb_here() goes by the calling thread. */
static L4_Word_t local_id(const struct helper *h)
{
	L4_Word_t utcb = (L4_Word_t)(h->foreign ? utcb_there(h->id) : utcb_here(h->id));

	return utcb + L4_UTCB_POINTER_OFFSET;
}

static L4_ThreadId_t former(L4_ThreadId_t id)
{
	return L4_GlobalId(L4_ThreadNo(id), L4_Version(id) + 0x1000);
}

static L4_ThreadId_t named(const struct player *p, struct script_name name)
{
	const struct player *other = &players[name.thread];

	switch (name.who) {
	case SCRIPT_NIL:
		return L4_nilthread;
	case SCRIPT_ANY:
		return L4_anythread;
	case SCRIPT_ANY_LOCAL:
		return L4_anylocalthread;
	case SCRIPT_THREAD:
		return other->id;
	case SCRIPT_NEIGHBOUR:
		return (L4_ThreadId_t){ .raw = other->local };
	case SCRIPT_LAST:
		return (L4_ThreadId_t){ .raw = p->last };
	case SCRIPT_SAME:
		return (L4_ThreadId_t){ .raw = p->waited };
	case SCRIPT_FORMER:
		return former(other->id);
	case SCRIPT_NOBODY:
		break;
	}
	return L4_GlobalId(L4_ThreadNo(main_thread) + NOBODY, 1);
}

/* --- steps --- */

static void see_message(struct player *p, L4_MsgTag_t tag, L4_ThreadId_t from, bool received)
{
	L4_Word_t mr[__L4_NUM_MRS];
	unsigned int i;

	L4_StoreMRs(0, __L4_NUM_MRS, mr);
	see(tag.raw);
	see(from.raw);
	if (L4_IpcFailed(tag)) {
		see(L4_ErrorCode());
		return;
	}
	if (!received)
		return;
	for (i = 1; i <= L4_UntypedWords(tag); i++)
		see(mr[i]);
	if (L4_IpcPropagated(tag))
		see(L4_ActualSender().raw);
	if (L4_IpcRedirected(tag))
		see(L4_IntendedReceiver().raw);
	p->last = from.raw;
}

static void play_ipc(struct player *p, const struct script_step *s)
{
	unsigned int u = s->tag & L4_TAG_UNTYPED_MASK, i;
	L4_ThreadId_t to = named(p, s->to), from = named(p, s->from), sender = L4_nilthread;
	L4_Word_t mr[__L4_NUM_MRS] = { s->tag };
	L4_MsgTag_t tag;

	for (i = 1; i <= u; i++)
		mr[i] = script_word(s, i);
	if (s->tag >> L4_TAG_TYPED_SHIFT & L4_TAG_TYPED_MASK) {
		mr[u + 1] = L4_ITEM_MAP;
		mr[u + 2] = 0;
	}
	if (s->tag & L4_TAG_PROPAGATED)
		L4_Set_VirtualSender(named(p, s->sender));
	L4_LoadMRs(0, __L4_NUM_MRS, mr);
	p->waited = from.raw;
	tag = s->kind == SCRIPT_LIPC ? L4_Lipc(to, from, s->timeouts, &sender) :
				       L4_Ipc(to, from, s->timeouts, &sender);
	see_message(p, tag, sender, s->from.who != SCRIPT_NIL);
}

/* Where SET_IP leads: out of whatever the thread did, to its next step. */
static void restart(void)
{
	unsigned int i;

	for (i = 0; i < SCRIPT_THREADS; i++)
		if (L4_ThreadNo(players[i].id) == L4_ThreadNo(L4_MyGlobalId()))
			__builtin_longjmp(players[i].jump, 1);
}

static void see_result(L4_Word_t result)
{
	see(result);
	if (result == 0)
		see(L4_ErrorCode());
}

/* A thread that has not begun cannot be restarted. */
static bool has_begun(L4_ThreadId_t id)
{
	unsigned int i;

	for (i = 0; i < SCRIPT_THREADS; i++)
		if (id.raw == players[i].id.raw || id.raw == players[i].local)
			return players[i].jump[0] != NULL;
	return true;
}

static void play_exregs(struct player *p, const struct script_step *s)
{
	struct exregs r = { .ip = (L4_Word_t)restart, .handle = s->seed };
	L4_ThreadId_t id = named(p, s->to);

	exregs(id, has_begun(id) ? s->control : s->control & ~(L4_Word_t)L4_EXREGS_SET_IP, &r);
	see_result(r.id.raw);
	see(r.control);
	see(r.sp);
	see(r.ip);
	see(r.flags & ~unseen_flags);
	see(r.handle);
	see(r.pager.raw);
}

static void play_change(struct player *p, const struct script_step *s)
{
	struct player *dest = &players[s->to.thread];
	L4_ThreadId_t id = L4_GlobalId(L4_ThreadNo(dest->id), L4_Version(dest->id) + 0x40);
	L4_Word_t old, result;

	if (s->kind == SCRIPT_REDIRECT) {
		see_result(L4_SpaceControl(dest->id, 0, L4_Nilpage, L4_Nilpage, named(p, s->from),
					   &old));
		return;
	}
	result = L4_ThreadControl(id, dest->id, L4_nilthread, L4_nilthread, UTCB_UNCHANGED);
	if (result != 0)
		dest->id = id;
	see_result(result);
}

static void play_step(struct player *p, const struct script_step *s)
{
	L4_Word_t old;

	see((L4_Word_t)(p - players) << 16 | p->next);
	switch (s->kind) {
	case SCRIPT_IPC:
	case SCRIPT_LIPC:
		play_ipc(p, s);
		break;
	case SCRIPT_SWITCH:
		L4_ThreadSwitch(named(p, s->to));
		break;
	case SCRIPT_EXREGS:
		play_exregs(p, s);
		break;
	case SCRIPT_SCHEDULE:
		see_result(L4_Schedule(named(p, s->to), s->time, UNCHANGED, s->prio,
				       s->preemption, &old));
		break;
	case SCRIPT_VERSION:
	case SCRIPT_REDIRECT:
		play_change(p, s);
		break;
	case SCRIPT_FLAGS:
		if (s->flags & L4_UTCB_FLAG_DELAY)
			(void)L4_DisablePreemption();
		else
			(void)L4_EnablePreemption();
		/* Whether somebody more urgent has had to wait since the last time. */
		see((L4_Word_t)L4_PreemptionPending());
		break;
	case SCRIPT_FPU:
		(void)fpu_load(s->seed, 0, 0);
		L4_ThreadSwitch(L4_nilthread);
		see(fpu_wrong(s->seed, 0, 0));
		break;
	case SCRIPT_RENEW:
	case SCRIPT_SPEND:
	case SCRIPT_FAULT:
		break;
	}
	see(p->next);
}

/*
 * In a partner's program: the first of its threads that runs makes the script. No other one comes
 * between, as all are ready by then and no slice ends.
 */
static void join(struct shared *theirs)
{
	unsigned int i;

	if (theirs == shared && theirs->seed == own.seed)
		return;
	shared = theirs;
	own.seed = theirs->seed;
	script_make(&script, theirs->seed, false);
	for (i = 0; i < SCRIPT_THREADS; i++)
		players[i] = (struct player){ .id = { .raw = theirs->id[i] },
					      .local = theirs->local[i] };
}

/* What each thread executes. */
static L4_Word_t work_play(L4_Word_t n, L4_Word_t theirs, L4_Word_t c)
{
	struct player *p = &players[n];

	(void)c;
	join((struct shared *)theirs);
	if (__builtin_setjmp(p->jump))
		see(n);
	while (!shared->over) {
		if (p->next < SCRIPT_STEPS) {
			p->next++;
			play_step(p, &script.step[p - players][p->next - 1]);
		} else {
			(void)L4_Receive(main_thread);
		}
	}
	(void)L4_EnablePreemption();
	return 0;
}
FOR_PARTNERS(work_play, 0);

/* --- the play --- */

static void begin(unsigned int n)
{
	struct player *p = &players[n];
	L4_Word_t old;

	*p = (struct player){
		.helper = p->helper, .id = p->helper->id, .local = local_id(p->helper),
	};
	check_granted(L4_Schedule(p->id, script.time[n] == UNCHANGED ? LONG_SLICE : script.time[n],
				  UNCHANGED, script.prio[n], script.preemption[n], &old));
	helper_start(p->helper, work_play, n, (L4_Word_t)&own, 0);
}

/* A thread that has returned reports to the main thread, not to a redirector. */
static void unroute(unsigned int n)
{
	L4_Word_t old;

	check_granted(L4_SpaceControl(players[n].id, 0, L4_Nilpage, L4_Nilpage, L4_anythread,
				      &old));
}

/* Whatever state the thread is in: it returns, under its own id. */
static void end(unsigned int seed, unsigned int n)
{
	const L4_Word_t all = L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_HALT_VALID;
	struct player *p = &players[n];
	L4_ThreadId_t id = p->helper->id;
	enum outcome outcome;
	L4_Word_t old;

	if (p->id.raw != id.raw)
		check_granted(L4_ThreadControl(id, p->id, L4_nilthread, L4_nilthread,
					       UTCB_UNCHANGED));
	p->id = id;
	check_granted(L4_Schedule(id, LONG_SLICE, UNCHANGED, 100, 0, &old));
	(void)exregs_control(id, all);
	outcome = helper_finish(p->helper);
	tap_check_msg(outcome == DONE, "script %u, thread %u: outcome %d, %#lx %#lx %#lx", seed, n,
		      outcome, p->helper->mr[0], p->helper->mr[1], p->helper->mr[2]);
}

static void play_round(const struct script_step *s)
{
	unsigned int n;

	for (n = 0; n < SCRIPT_THREADS; n++)
		if (s->wakes >> n & 1)
			(void)exregs_control(players[n].id,
					     L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV);
	play_step(KEEPER, s);
	settle();
}

static void play(unsigned int seed)
{
	unsigned int n;

	script_make(&script, seed, false);
	own = (struct shared){ .seed = seed };
	for (n = 0; n < SCRIPT_THREADS; n++) {
		own.id[n] = partner_id(players[n].helper->id);
		own.local[n] = (uint32_t)local_id(players[n].helper);
	}
	for (n = 0; n < SCRIPT_THREADS; n++)
		begin(n);
	settle();
	for (n = 0; n < SCRIPT_ROUNDS; n++)
		play_round(&script.round[n]);
	own.over = true;
	for (n = 0; n < SCRIPT_THREADS; n++)
		unroute(n);
	for (n = 0; n < SCRIPT_THREADS; n++)
		end(seed, n);
	tap_diag("script %u: %u words, %#llx", seed, own.events, own.seen.value);
}

TAP_TEST(script, play, "ROB-01 threads talk as random scripts say")
{
	unsigned int i;

	(void)plat_option_number("unseen", &unseen_flags);
	/* What two do at once has no order; each notes by itself who has which id. */
	helpers_together();
	players[0].helper = helper_here();
	players[1].helper = helper_here();
	for (i = 2; i < SCRIPT_THREADS; i += SCRIPT_SPACE_THREADS) {
		players[i].helper = helper_there();
		players[i + 1].helper = helper_beside(players[i].helper);
	}
	KEEPER->helper = players[0].helper;
	for (i = 0; i < SCRIPTS; i++)
		play(FIRST_SEED + i);
}
