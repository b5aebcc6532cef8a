/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ranges of physical memory that a port's kernel closed to users.
 */
#ifndef L4_BASE_CLOSED_H
#define L4_BASE_CLOSED_H

#include <base/assert.h>
#include <base/bits.h>
#include <base/types.h>

#define CLOSED_MAX	320

struct closed_ranges {
	unsigned int n;
	struct {
		paddr_t start, end;
	} range[CLOSED_MAX];
};

/* Ranges that meet become one. */
static inline void closed_add(struct closed_ranges *c, paddr_t start, paddr_t end)
{
	for (unsigned int i = 0; i < c->n; i++)
		if (start <= c->range[i].end && end >= c->range[i].start) {
			c->range[i].start = MIN(c->range[i].start, start);
			c->range[i].end = MAX(c->range[i].end, end);
			return;
		}
	BUG_ON(c->n == CLOSED_MAX);
	c->range[c->n].start = start;
	c->range[c->n++].end = end;
}

/* True if a closed range has a part of [start, end). */
static inline bool closed_overlaps(const struct closed_ranges *c, paddr_t start, paddr_t end)
{
	for (unsigned int i = 0; i < c->n; i++)
		if (start < c->range[i].end && end > c->range[i].start)
			return true;
	return false;
}

#endif
