/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations that have stopped in the middle of a page. Hides how they are found: they stand in a
 * table, and the nodes that they refer to are marked. Others change the tree meanwhile: walks are
 * kept where they have to be, and who adds work takes steps of it (docs/decisions.md).
 *
 * The table is short, so that a step on the tree is. An operation without a place in it does
 * without: its walk begins its page anew, and nobody helps it. The least urgent operations do
 * without, as urgent as the threads are at present that work at them, and among these the youngest.
 * So there is always one that gets on, and a more urgent one does not depend on others.
 */
#include "mapdb_tree.h"

#include <generic/cpu.h>

#define STOPPED_MAX	16

/* So far the ancestors of a page are looked at; one that lies deeper may be below anything. */
#define HELP_DEPTH	64

unsigned int mapdb_stopped;

static struct mapdb_stop *stopped[STOPPED_MAX];
static u32 last_serial;
static bool is_helping;

/* The walk of s, if it has one that is somewhere; s may be NULL. */
static struct mapdb_walk *position_of(const struct mapdb_stop *s)
{
	return s != NULL && s->walk != NULL && s->walk->root != NULL && s->walk->cur != NULL ?
		       s->walk : NULL;
}

/* s has no position any more: its walk begins anew. */
static void lose_position(struct mapdb_stop *s)
{
	if (s->walk != NULL)
		s->walk->root = s->walk->cur = NULL;
}

void mapdb_stop_leave(struct mapdb_stop *s)
{
	stopped[s->place - 1] = NULL;
	s->place = 0;
	mapdb_stopped--;
}

/* a began after b, which has stopped at least once. */
static bool is_younger(const struct mapdb_stop *a, const struct mapdb_stop *b)
{
	return a->serial == 0 || (s32)(a->serial - b->serial) > 0;
}

/* The present priority of whoever works at s; -1: he cannot run. */
static int urgency(const struct mapdb_stop *s)
{
	const struct tcb *t = s->thread;
	bool is_current;

	if (t == NULL)
		return 0;
	/* Of another processor's thread all this may change at once: it is to be known about. */
	is_current = t == (is_mine(t) ? arch_near_cpu()->current :
					atomic_peek(&cpu_of(t)->current));
	return is_current || atomic_peek(&t->is_queued) ? atomic_peek(&t->prio) : -1;
}

static bool gives_way(const struct mapdb_stop *a, const struct mapdb_stop *b)
{
	int urgency_a = urgency(a), urgency_b = urgency(b);

	return urgency_a != urgency_b ? urgency_a < urgency_b : is_younger(a, b);
}

/* A place for s, perhaps that of another one; ~0: all others come before it. */
static unsigned int place_for(const struct mapdb_stop *s)
{
	const struct mapdb_stop *last = s;
	unsigned int place = ~0u;

	for (unsigned int i = 0; i < STOPPED_MAX; i++) {
		if (stopped[i] == NULL)
			return i;
		if (gives_way(stopped[i], last)) {
			last = stopped[i];
			place = i;
		}
	}
	return place;
}

static void mark_position(const struct mapdb_walk *w)
{
	if (w->cur == NULL)
		return;
	w->cur->is_watched = true;
	if (w->large != NULL)
		w->large->is_watched = true;
}

void mapdb_stop_take_over(struct mapdb_stop *s)
{
	s->thread = arch_near_cpu()->current;
}

void mapdb_stop(struct mapdb_stop *s, struct mapping *page, mapdb_step_fn *step,
		struct mapdb_walk *walk)
{
	unsigned int i;

	assert_held(&mapdb_lock);
	ASSERT(s->place == 0);
	if (s->serial == 0) {
		last_serial += last_serial == ~(u32)0 ? 2 : 1;
		s->serial = last_serial;
	}
	/* The running thread is the one that it serves, unless this is a step for somebody else. */
	if (!is_helping)
		mapdb_stop_take_over(s);
	s->step = step;
	s->walk = walk;
	s->page_has_gone = false;
	i = place_for(s);
	if (i == ~0u) {
		lose_position(s);
		return;
	}
	if (stopped[i] != NULL) {
		lose_position(stopped[i]);
		mapdb_stop_leave(stopped[i]);
	}
	stopped[i] = s;
	s->place = (u8)(i + 1);
	s->page = page;
	mapdb_stopped++;
	page->is_watched = true;
	if (position_of(s) != NULL)
		mark_position(position_of(s));
}

void mapdb_stop_move(struct mapdb_stop *to, struct mapdb_stop *from)
{
	if (from->place != 0)
		stopped[from->place - 1] = to;
	from->place = 0;
	mapdb_stop_take_over(to);
}

/* Its page is no page at its place any more; gone: for good, with all that was below it. */
static void lose_page(struct mapdb_stop *s, bool gone)
{
	s->page_has_gone = gone;
	lose_position(s);
	mapdb_stop_leave(s);
}

void mapdb_watch_removal(struct mapping *m)
{
	for (unsigned int i = 0; i < STOPPED_MAX; i++) {
		struct mapdb_stop *s = stopped[i];
		struct mapdb_walk *w = position_of(s);

		if (s != NULL && s->page == m) {
			lose_page(s, true);
		} else if (w != NULL && w->cur == m) {
			mapdb_walk_behind(w, m);
			mark_position(w);
		}
	}
}

void mapdb_watch_move(struct mapping *m)
{
	for (unsigned int i = 0; i < STOPPED_MAX; i++)
		if (stopped[i] != NULL && stopped[i]->page == m)
			lose_page(stopped[i], true);
}

/*
 * The child c of m will stand in front of m. A walk that is about to look at the children of m
 * looks at c instead, and comes to m once more; one whose root is m might get out through c.
 */
void mapdb_watch_move_up(struct mapping *m, struct mapping *c)
{
	for (unsigned int i = 0; i < STOPPED_MAX; i++) {
		struct mapdb_stop *s = stopped[i];
		struct mapdb_walk *w = position_of(s);

		if (w == NULL)
			continue;
		if (w->root == m) {
			lose_position(s);
		} else if (w->cur == m && !w->leaving) {
			w->cur = c;
			mark_position(w);
		}
	}
}

/*
 * Small pages take the place of m. They come behind the pages as large as m was, with what was
 * below m: a walk that stands there goes on behind m, and meets all of it once more.
 */
void mapdb_watch_split(struct mapping *m)
{
	for (unsigned int i = 0; i < STOPPED_MAX; i++) {
		struct mapdb_stop *s = stopped[i];
		struct mapdb_walk *w = position_of(s);

		if (s != NULL && s->page == m) {
			lose_page(s, false);
		} else if (w != NULL && (w->cur == m || w->large == m)) {
			w->large = NULL;
			mapdb_walk_behind(w, m);
			mark_position(w);
		}
	}
}

static struct mapdb_stop *older(struct mapdb_stop *a, struct mapdb_stop *b)
{
	return a == NULL || is_younger(a, b) ? b : a;
}

/* The oldest of `best` and those that have stopped at m; NULL: at any page. */
static struct mapdb_stop *oldest_at(const struct mapping *m, struct mapdb_stop *best)
{
	for (unsigned int i = 0; i < STOPPED_MAX; i++)
		if (stopped[i] != NULL && (m == NULL || stopped[i]->page == m))
			best = older(best, stopped[i]);
	return best;
}

/* The oldest one that has stopped at m or at a page from which m was mapped; NULL: none. */
static struct mapdb_stop *oldest_above(struct mapping *m)
{
	struct mapdb_stop *s = NULL;

	for (unsigned int i = 0; i < HELP_DEPTH && m != NULL; i++) {
		if (m->is_watched)
			s = oldest_at(m, s);
		m = mapping_resolve_parent(m);
	}
	return m != NULL ? oldest_at(NULL, s) : s;
}

/*
 * If all paid all, each could keep the other from its end: so the oldest pays nobody, and ends.
 * A step for somebody else has no time to look at ancestors once more: it pays the oldest of all,
 * which owes nothing.
 */
struct mapdb_stop *mapdb_creditor(struct mapping *m, const struct mapdb_stop *by)
{
	struct mapdb_stop *s = is_helping ? oldest_at(NULL, NULL) : oldest_above(m);

	return s != NULL && is_younger(by, s) ? s : NULL;
}

void mapdb_take_step(struct mapdb_stop *s)
{
	bool was_helping = is_helping;

	if (s->place == 0)
		return;
	is_helping = true;
	s->step(s, s->page);
	is_helping = was_helping;
}

bool mapdb_is_helping(void)
{
	return is_helping;
}

bool mapdb_help(struct mapping *m)
{
	struct mapdb_stop *s = oldest_above(m);

	if (s != NULL)
		mapdb_take_step(s);
	return s != NULL;
}
