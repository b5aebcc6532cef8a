/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiters with several processors: each processor keeps its own, by the id that they wait for. All
 * that wait for one id form a ring. The first thread of each ring stands in a tree, whose branches
 * are told apart by one bit of the id after the other: no search takes more steps than ids have
 * bits that differ, whatever ids a program makes up, and nothing is allocated.
 */
#include <generic/waiters.h>

#include <base/assert.h>

/* The bits of an id in the order in which the tree looks at them: the upper half comes first. */
static word_t bits_of(word_t id)
{
	return id >> WORD_BITS / 2 | id << WORD_BITS / 2;
}

/* Where the first one that waits for id stands, or would stand: *slot is that thread or NULL. */
static struct tcb **find(struct waiters *w, word_t id)
{
	word_t bits = bits_of(id);
	struct tcb **slot = &w->root[bits % WAITERS_ROOTS];

	for (bits /= WAITERS_ROOTS; *slot != NULL && (*slot)->waits_for != id; bits /= 2)
		slot = &(*slot)->waits_child[bits % 2];
	return slot;
}

/* t stands at this place. */
static void put(struct tcb **slot, struct tcb *t)
{
	*slot = t;
	t->waits_at = slot;
}

/* n, in no tree, comes to the place of t. */
static void replace(struct tcb *t, struct tcb *n)
{
	put(t->waits_at, n);
	t->waits_at = NULL;
	for (unsigned int i = 0; i < 2; i++) {
		n->waits_child[i] = NULL;
		if (t->waits_child[i] != NULL)
			put(&n->waits_child[i], t->waits_child[i]);
	}
}

/* t, the first of a ring, leaves the tree: any leaf below it may stand in its place. */
static void cut(struct tcb *t)
{
	struct tcb *leaf = t;

	for (;;) {
		struct tcb *child = leaf->waits_child[0] != NULL ? leaf->waits_child[0] :
								   leaf->waits_child[1];

		if (child == NULL)
			break;
		leaf = child;
	}
	*leaf->waits_at = NULL;
	leaf->waits_at = NULL;
	if (leaf != t)
		replace(t, leaf);
}

static struct tcb *of_link(struct list *l)
{
	return list_entry(l, struct tcb, waits_link);
}

void rendezvous_await(struct tcb *r, struct tcb *named)
{
	word_t id = r->expect;
	struct tcb **slot;

	if (r->awaits == named && r->waits_for == id)
		return;
	rendezvous_forget(r);
	r->awaits = named;
	r->waits_for = id;
	/* The short path must not wait for its own thread: its state would look as if it did. */
	if (likely(named != r)) {
		r->awaits_id = id;
		r->awaits_line = &named->id;
	}
	slot = find(&this_cpu()->waiters, id);
	if (*slot != NULL) {
		list_insert_before(&(*slot)->waits_link, &r->waits_link);
		return;
	}
	r->waits_child[0] = r->waits_child[1] = NULL;
	put(slot, r);
}

void rendezvous_forget(struct tcb *r)
{
	if (r->awaits == NULL)
		return;
	if (r->waits_at != NULL) {
		if (list_is_empty(&r->waits_link))
			cut(r);
		else
			replace(r, of_link(r->waits_link.next));
	}
	list_remove(&r->waits_link);
	r->awaits = NULL;
	waiters_await_nobody(r);
}

void waiters_orphan(word_t id)
{
	struct waiters *w = &this_cpu()->waiters;
	struct tcb *first = *find(w, id);

	if (first == NULL)
		return;
	cut(first);
	if (w->orphans == NULL) {
		first->waits_child[0] = first->waits_child[1] = NULL;
		put(&w->orphans, first);
		return;
	}
	/* The ring goes between the last of the others and the first. */
	list_join(&w->orphans->waits_link, &first->waits_link);
}

void rendezvous_orphan(struct tcb *named)
{
	waiters_orphan(named->id);
}

struct tcb *waiters_next(struct cpu *c, const struct tcb *named, const struct tcb *w)
{
	struct tcb *first = *find(&c->waiters, named->id);

	if (w == NULL || first == NULL)
		return first;
	return w->waits_link.next != &first->waits_link ? of_link(w->waits_link.next) : NULL;
}
