/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine that does what X.2 says of Ipc, and the set of its states that fit what was seen.
 */
#include "oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SET_LOG2	16
#define SET_SIZE	(1u << SET_LOG2)

/* Where a thread is in its call; behind ENDED: enum oracle_end. */
enum phase { RUNS, CALLS, SENDS, RECEIVES, ENDED };

#define IS_CANCELLED		(1u << 31)	/* in a word: it is to be, at any moment */
#define PHASE_OF(word)		(((word) & ~IS_CANCELLED) >> 16)
#define WORD(phase, message)	((u32)(phase) << 16 | (message))

/* For each thread its phase, and the message that it has got. */
struct state {
	u32 word[ORACLE_THREADS];
};

struct set {
	unsigned int count;
	u32 slot[SET_SIZE];		/* by hash: the number of a state, plus 1 */
	struct state state[SET_SIZE / 2];
};

static struct set sets[2], *now = &sets[0], *next = &sets[1];
static struct oracle_call calls[ORACLE_THREADS];
static u8 space_of[ORACLE_THREADS];
static u64 time_now;
static unsigned int most_states;

/* --- sets --- */

static void empty(struct set *s)
{
	memset(s->slot, 0, sizeof(s->slot));
	s->count = 0;
}

static u32 hash_of(const struct state *s)
{
	u64 h = 0x9e3779b97f4a7c15ull;

	for (unsigned int i = 0; i < ORACLE_THREADS; i++) {
		h = (h ^ s->word[i]) * 0xbf58476d1ce4e5b9ull;
		h ^= h >> 31;
	}
	return (u32)h & (SET_SIZE - 1);
}

static void add(struct set *set, const struct state *s)
{
	u32 at = hash_of(s);

	while (set->slot[at] != 0) {
		if (memcmp(&set->state[set->slot[at] - 1], s, sizeof(*s)) == 0)
			return;
		at = (at + 1) % SET_SIZE;
	}
	if (set->count == SET_SIZE / 2) {
		fprintf(stderr, "oracle: too many states\n");
		abort();
	}
	set->state[set->count++] = *s;
	set->slot[at] = set->count;
}

/* --- the machine --- */

static enum phase phase_of(const struct state *s, unsigned int i)
{
	u32 phase = PHASE_OF(s->word[i]);

	return phase < ENDED ? (enum phase)phase : ENDED;
}

/* Thread r takes what it gets from thread s, if both are so far. */
static bool accepts(const struct state *state, unsigned int r, unsigned int s)
{
	u8 from = calls[r].from;

	return phase_of(state, r) == RECEIVES &&
	       (from == s || from == ORACLE_ANY ||
		(from == ORACLE_LOCAL && space_of[r] == space_of[s]));
}

static bool sends_to(const struct state *state, unsigned int s, unsigned int r)
{
	return phase_of(state, s) == SENDS && calls[s].to == r;
}

static void add_with(const struct state *s, unsigned int i, u32 word)
{
	struct state changed = *s;

	changed.word[i] = word;
	add(now, &changed);
}

static u32 ended(enum oracle_end end, unsigned int message)
{
	return WORD(ENDED + (u32)end, message);
}

/* The word of thread i when its call has begun. */
static u32 begun(u32 old, unsigned int i)
{
	if (PHASE_OF(old) != CALLS)
		return old;
	return (old & IS_CANCELLED) | WORD(calls[i].to != ORACLE_NOBODY ? SENDS : RECEIVES, 0);
}

/* The word of thread i when its send phase is over. */
static u32 behind_send(unsigned int i)
{
	return calls[i].from == ORACLE_NOBODY ? ended(ORACLE_DONE, 0) : WORD(RECEIVES, 0);
}

/* The word of thread i when its call, if it is to be, is cancelled. */
static u32 cancelled(u32 old, unsigned int i)
{
	if (!(old & IS_CANCELLED))
		return old;
	switch (PHASE_OF(old)) {
	case CALLS:
		return ended(calls[i].to != ORACLE_NOBODY ? ORACLE_SEND_CANCELLED :
							    ORACLE_RECEIVE_CANCELLED, 0);
	case SENDS:
		return ended(ORACLE_SEND_CANCELLED, 0);
	case RECEIVES:
		return ended(ORACLE_RECEIVE_CANCELLED, 0);
	default:
		return old & ~IS_CANCELLED;
	}
}

/* The message of s passes to r. */
static void pass(const struct state *state, unsigned int s, unsigned int r)
{
	struct state changed = *state;

	changed.word[s] = behind_send(s) | (state->word[s] & IS_CANCELLED);
	changed.word[r] = ended(ORACLE_DONE, calls[s].message);
	add(now, &changed);
}

static bool is_late(u8 time, u64 until)
{
	return time == ORACLE_LIMIT && time_now >= until;
}

static bool may_receive(const struct state *state, unsigned int r)
{
	for (unsigned int s = 0; s < ORACLE_THREADS; s++)
		if (sends_to(state, s, r) && accepts(state, r, s))
			return true;
	return false;
}

/* What may follow upon a state by thread i, a sender in what it does with its receiver. */
static void step(const struct state *state, unsigned int i)
{
	const struct oracle_call *c = &calls[i];

	if (state->word[i] & IS_CANCELLED)
		add_with(state, i, cancelled(state->word[i], i));
	switch (phase_of(state, i)) {
	case CALLS:
		add_with(state, i, begun(state->word[i], i));
		/* On its way, wherever that leads. */
		if (c->to != ORACLE_NOBODY && is_late(c->send, c->send_until))
			add_with(state, i, ended(ORACLE_SEND_TIMEOUT, 0));
		break;
	case SENDS:
		if (accepts(state, c->to, i))
			pass(state, i, c->to);
		else if (c->send == ORACLE_ZERO || is_late(c->send, c->send_until))
			add_with(state, i, ended(ORACLE_SEND_TIMEOUT, 0));
		break;
	case RECEIVES:
		if ((c->receive == ORACLE_ZERO || is_late(c->receive, c->receive_until)) &&
		    !may_receive(state, i))
			add_with(state, i, ended(ORACLE_RECEIVE_TIMEOUT, 0));
		break;
	default:
		break;
	}
}

/* The set holds all that may have happened until now. */
static void close_set(void)
{
	for (unsigned int k = 0; k < now->count; k++) {
		/* The set grows meanwhile. */
		struct state state = now->state[k];

		for (unsigned int i = 0; i < ORACLE_THREADS; i++)
			step(&state, i);
	}
	if (now->count > most_states)
		most_states = now->count;
}

static bool is_over(u8 time, bool late)
{
	return time == ORACLE_ZERO || (late && time == ORACLE_LIMIT);
}

/* Something must follow upon the state, whatever time it is; `late`: it is after every limit. */
static bool must_move(const struct state *state, bool late)
{
	for (unsigned int i = 0; i < ORACLE_THREADS; i++) {
		const struct oracle_call *c = &calls[i];
		enum phase phase = phase_of(state, i);

		if (phase == CALLS || phase == ENDED ||
		    (phase == SENDS && (is_over(c->send, late) || accepts(state, c->to, i))) ||
		    (phase == RECEIVES && is_over(c->receive, late)))
			return true;
	}
	return false;
}

/* --- what is seen --- */

/* The next set takes the place of the present one. */
static void turn(void)
{
	struct set *s = now;

	now = next;
	next = s;
	close_set();
}

void oracle_begin(const u8 space[ORACLE_THREADS])
{
	struct state all_run = { 0 };

	memcpy(space_of, space, sizeof(space_of));
	empty(now);
	add(now, &all_run);
	time_now = 0;
	most_states = 1;
}

/* Thread i, in these phases, gets another word in all states. */
static void change(unsigned int i, u32 (*word)(u32 old, unsigned int i))
{
	empty(next);
	for (unsigned int k = 0; k < now->count; k++) {
		struct state s = now->state[k];

		s.word[i] = word(s.word[i], i);
		add(next, &s);
	}
	turn();
}

static u32 called(u32 old, unsigned int i)
{
	(void)old;
	(void)i;
	return WORD(CALLS, 0);
}

void oracle_call(unsigned int i, const struct oracle_call *call)
{
	calls[i] = *call;
	change(i, called);
}

void oracle_has_begun(unsigned int i)
{
	change(i, begun);
}

static u32 to_be_cancelled(u32 old, unsigned int i)
{
	(void)i;
	return PHASE_OF(old) == RUNS || PHASE_OF(old) >= ENDED ? old : old | IS_CANCELLED;
}

void oracle_cancel_begins(unsigned int i)
{
	change(i, to_be_cancelled);
}

void oracle_cancel_ends(unsigned int i)
{
	change(i, cancelled);
}

void oracle_time_is(u64 t)
{
	time_now = t;
	close_set();
}

bool oracle_return(unsigned int i, enum oracle_end end, u16 message)
{
	empty(next);
	for (unsigned int k = 0; k < now->count; k++) {
		struct state s = now->state[k];

		if ((s.word[i] & ~IS_CANCELLED) != ended(end, message))
			continue;
		s.word[i] = WORD(RUNS, 0);
		add(next, &s);
	}
	turn();
	return now->count > 0;
}

bool oracle_is_quiet(bool late)
{
	empty(next);
	for (unsigned int k = 0; k < now->count; k++)
		if (!must_move(&now->state[k], late))
			add(next, &now->state[k]);
	turn();
	return now->count > 0;
}

unsigned int oracle_most_states(void)
{
	return most_states;
}
