/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks over the tree of mappings: depth first, the children of equal size before the small ones.
 */
#include "mapdb_tree.h"

void mapdb_walk_behind(struct mapdb_walk *w, struct mapping *m)
{
	struct mapping *p;

	if (m == w->root) {
		w->cur = NULL;
		return;
	}
	w->leaving = m->next == 0;
	if (!w->leaving) {
		w->cur = mapping_at(m->next);
		return;
	}
	p = mapping_resolve_parent(m);
	w->cur = p;
	w->index = 0;
	if (mapping_is_small_of(m, p)) {
		w->index = (u16)(mapping_own_index(m) + 1);
		w->large = NULL;
	}
}

void mapdb_walk_step(struct mapdb_walk *w)
{
	struct mapping *m = w->cur, *n = w->leaving ? NULL : mapping_at(m->child);

	if (n == NULL) {
		n = mapping_first_small(m, w->leaving ? w->index : 0);
		if (n != NULL)
			w->large = m;
	}
	w->leaving = false;
	if (n != NULL)
		w->cur = n;
	else
		mapdb_walk_behind(w, m);
}

void mapdb_walk_begin(struct mapdb_walk *w, struct mapping *root)
{
	w->root = w->cur = root;
	w->large = NULL;
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
