/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Half-open ranges [start, end) of physical memory. A range is empty if end <= start; what would
 * end at 2^64 is stored one byte short, which no granule-rounded use can notice.
 */
#ifndef L4_KICKSTART_RANGE_H
#define L4_KICKSTART_RANGE_H

#include <base/types.h>

#define KIB	((u64)1 << 10)
#define MIB	((u64)1 << 20)
#define GIB	((u64)1 << 30)

struct range {
	u64 start, end;
};

/* Make *r from a start and a length; false if it would wrap round. */
static inline bool range_make(struct range *r, u64 start, u64 len)
{
	if (len && start + (len - 1) < start)
		return false;
	r->start = start;
	r->end = start + len;
	if (len && !r->end)
		r->end = ~(u64)0;
	return true;
}

static inline bool range_is_empty(struct range r)
{
	return r.end <= r.start;
}

static inline u64 range_size(struct range r)
{
	return range_is_empty(r) ? 0 : r.end - r.start;
}

static inline bool range_overlaps(struct range a, struct range b)
{
	return !range_is_empty(a) && !range_is_empty(b) && a.start < b.end && b.start < a.end;
}

/* One ends where the other starts. */
static inline bool range_borders(struct range a, struct range b)
{
	return !range_is_empty(a) && !range_is_empty(b) && (a.end == b.start || b.end == a.start);
}

static inline bool range_contains(struct range outer, struct range inner)
{
	return outer.start <= inner.start && inner.end <= outer.end;
}

/* The part of r below limit. */
static inline struct range range_below(struct range r, u64 limit)
{
	if (r.end > limit)
		r.end = limit;
	if (r.start > r.end)
		r.start = r.end;
	return r;
}

/* Rounding to a power of two that saturates instead of wrapping round. */
static inline u64 round_down(u64 x, u64 to)
{
	return x & ~(to - 1);
}

static inline u64 round_up(u64 x, u64 to)
{
	return x > ~(to - 1) ? ~(to - 1) : round_down(x + to - 1, to);
}

#endif
