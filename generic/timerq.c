/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Leftist heap with parent links: merging walks down right spines only, which have at most
 * log2(n + 1) elements.
 */
#include <generic/timerq.h>

#include <base/assert.h>

static u32 rank_of(const struct timer *t)
{
	return t == NULL ? 0 : t->rank;
}

/* Put the child of higher rank to the left; returns true if the rank of t changed. */
static bool settle(struct timer *t)
{
	u32 old = t->rank;

	if (rank_of(t->left) < rank_of(t->right)) {
		struct timer *l = t->left;

		t->left = t->right;
		t->right = l;
	}
	t->rank = rank_of(t->right) + 1;
	return t->rank != old;
}

/* Merge two heaps; the caller sets the parent of the result. */
static struct timer *merge(struct timer *a, struct timer *b)
{
	struct timer *root, *cur;

	if (a == NULL || (b != NULL && b->deadline < a->deadline)) {
		struct timer *t = a;

		a = b;
		b = t;
	}
	if (b == NULL)
		return a;
	root = cur = a;
	while (b != NULL) {
		struct timer *r = cur->right;

		/* The earlier of r and b becomes the right child, the other one goes on. */
		if (r == NULL || b->deadline < r->deadline) {
			cur->right = b;
			b->parent = cur;
			b = r;
		}
		cur = cur->right;
	}
	for (; cur != NULL; cur = cur == root ? NULL : cur->parent)
		settle(cur);
	return root;
}

void timerq_insert(struct timerq *q, struct timer *t, usec_t deadline)
{
	ASSERT(!timer_is_queued(t));
	t->deadline = deadline;
	t->left = t->right = NULL;
	t->rank = 1;
	q->root = merge(q->root, t);
	q->root->parent = NULL;
}

void timerq_remove_first(struct timerq *q)
{
	struct timer *t = q->root, *m = t->left;

	/* A heap has nothing on the right where it has nothing on the left. */
	if (t->right != NULL)
		m = merge(m, t->right);
	if (m != NULL)
		m->parent = NULL;
	q->root = m;
	t->rank = 0;
}

void timerq_remove(struct timerq *q, struct timer *t)
{
	struct timer *p = t->parent, *m;

	if (!timer_is_queued(t))
		return;
	m = merge(t->left, t->right);
	if (m != NULL)
		m->parent = p;
	if (p == NULL)
		q->root = m;
	else if (p->left == t)
		p->left = m;
	else
		p->right = m;
	while (p != NULL && settle(p))
		p = p->parent;
	t->rank = 0;
}
