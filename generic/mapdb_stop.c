/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks over the tree of mappings, and the position of one that has stopped.
 */
#include "mapdb_tree.h"

struct mapdb_walk *mapdb_stopped;

/* m and everything below it is done. */
static void walk_behind(struct mapdb_walk *w, struct mapping *m)
{
	struct mapping *p;

	if (m == w->root) {
		w->cur = NULL;
		return;
	}
	w->leaving = m->next == NULL;
	if (!w->leaving) {
		w->cur = m->next;
		return;
	}
	p = mapping_parent(m);
	w->cur = p;
	w->bucket = mapping_is_small_of(m, p) ? (u16)(mapping_own_bucket(m) + 1) : 0;
}

void mapdb_walk_step(struct mapdb_walk *w)
{
	struct mapping *m = w->cur, *n = w->leaving ? NULL : m->child;

	if (n == NULL)
		n = mapping_first_small(m, w->leaving ? w->bucket : 0);
	w->leaving = false;
	if (n != NULL)
		w->cur = n;
	else
		walk_behind(w, m);
}

void mapdb_walk_begin(struct mapdb_walk *w, struct mapping *root)
{
	w->root = w->cur = root;
	w->leaving = false;
	mapdb_walk_step(w);
}

struct mapping *mapping_next(struct mapping *m, struct mapping *root)
{
	struct mapdb_walk w = { .root = root, .cur = m };

	do
		mapdb_walk_step(&w);
	while (w.cur != NULL && w.leaving);
	return w.cur;
}

static void walk_lose(void)
{
	mapdb_stopped->root = mapdb_stopped->cur = NULL;
}

/*
 * m goes away: the stopped walk must not find it. If it loses its root it has to start again; if
 * it loses its position it goes on behind it.
 */
void mapdb_walk_leave(struct mapping *m)
{
	if (mapdb_stopped == NULL)
		return;
	if (mapdb_stopped->root == m)
		walk_lose();
	else if (mapdb_stopped->cur == m)
		walk_behind(mapdb_stopped, m);
}

/* c, which lay below m, takes its place in front of m: nothing is left out. */
void mapdb_walk_move_up(struct mapping *m, struct mapping *c)
{
	if (mapdb_stopped == NULL)
		return;
	if (mapdb_stopped->root == m)
		walk_lose();
	else if (mapdb_stopped->cur == m && !mapdb_stopped->leaving)
		mapdb_stopped->cur = c;
}

/* A page of this level was split: the order of the small pages is another one now. */
void mapdb_walk_split(unsigned int level)
{
	const struct mapping *cur = mapdb_stopped != NULL ? mapdb_stopped->cur : NULL;

	if (cur != NULL && cur->level < level)
		walk_lose();
}

void mapdb_walk_stop(struct mapdb_walk *w)
{
	ASSERT(mapdb_stopped == NULL);
	mapdb_stopped = w;
}

void mapdb_walk_resume(struct mapdb_walk *w)
{
	ASSERT(mapdb_stopped == w);
	mapdb_stopped = NULL;
}
