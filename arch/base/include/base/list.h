/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Intrusive doubly linked circular lists. An element that is in no list points at itself.
 */
#ifndef L4_BASE_LIST_H
#define L4_BASE_LIST_H

#include <base/types.h>

struct list {
	struct list *next, *prev;
};

static inline void list_init(struct list *l)
{
	l->next = l->prev = l;
}

static inline bool list_is_empty(const struct list *l)
{
	return l->next == l;
}

/* Insert e before `at`; at a list's head that is the tail of the list. */
static inline void list_insert_before(struct list *at, struct list *e)
{
	e->next = at;
	e->prev = at->prev;
	at->prev->next = e;
	at->prev = e;
}

static inline void list_insert_after(struct list *at, struct list *e)
{
	list_insert_before(at->next, e);
}

/* Take e out of whatever list it is in; harmless if it is in none. */
static inline void list_remove(struct list *e)
{
	e->prev->next = e->next;
	e->next->prev = e->prev;
	list_init(e);
}

/* Put e, in no list, at the place of `old`, which is not alone; `old` is not made a list again. */
static inline void list_replace(struct list *old, struct list *e)
{
	e->next = old->next;
	e->prev = old->prev;
	e->next->prev = e;
	e->prev->next = e;
}

/* Move all elements of the list `from` to the tail of `to`. */
static inline void list_splice(struct list *to, struct list *from)
{
	if (list_is_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	list_init(from);
}

/* Two rings become one: that of b goes before a. */
static inline void list_join(struct list *a, struct list *b)
{
	struct list *last = b->prev;

	a->prev->next = b;
	b->prev = a->prev;
	last->next = a;
	a->prev = last;
}

#define list_entry(l, type, member)	container_of(l, type, member)

#endif
