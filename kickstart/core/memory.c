/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory map and the search for room in it.
 */
#include "memory.h"

/* How much of a memory region, from its first granule, a kernel can be given memory from. */
#define KERNEL_REGION_MAX	(240 * MIB)

static bool append(struct memory *m, struct range r, u32 type, struct problem *why)
{
	if (m->entries == MEMORY_ENTRIES_MAX)
		return problem(why, PROBLEM_MEMORY_MAP, "memory map: more than %u entries",
			       m->entries);
	m->map[m->entries++] = (struct memory_entry){ r, type };
	return true;
}

/* Take r out of entry i, which may leave two parts. */
static bool cut(struct memory *m, u32 i, struct range r, struct problem *why)
{
	struct memory_entry *e = &m->map[i];
	struct range above = { r.end, e->at.end };

	if (r.start > e->at.start) {
		e->at.end = r.start;
		return range_is_empty(above) || append(m, above, e->type, why);
	}
	e->at.start = r.end < e->at.end ? r.end : e->at.end;
	return true;
}

/* In one piece, so that a page across the border is not lost: the second one becomes both. */
static bool join(struct memory_entry *first, struct memory_entry *second)
{
	if (first->at.start < second->at.start)
		second->at.start = first->at.start;
	if (first->at.end > second->at.end)
		second->at.end = first->at.end;
	first->at.end = first->at.start;
	return true;
}

/* Ends the overlap of entry i and the later entry k: memory yields, else the later one. */
static bool settle(struct memory *m, u32 i, u32 k, struct problem *why)
{
	struct memory_entry *first = &m->map[i], *second = &m->map[k];

	if (first->type == second->type && range_borders(first->at, second->at))
		return join(first, second);
	if (!range_overlaps(first->at, second->at))
		return true;
	if (first->type == MEMORY_RAM && second->type != MEMORY_RAM)
		return cut(m, i, second->at, why);
	if (first->type == second->type && !range_contains(first->at, second->at))
		return join(first, second);
	return cut(m, k, first->at, why);
}

static void remove_empty_entries(struct memory *m)
{
	u32 n = 0;

	for (u32 i = 0; i < m->entries; i++)
		if (!range_is_empty(m->map[i].at))
			m->map[n++] = m->map[i];
	m->entries = n;
}

bool memory_add(struct memory *m, u64 base, u64 len, u32 type, struct problem *why)
{
	struct range r;
	u32 k = m->entries;

	if (!len)
		return true;
	if (!range_make(&r, base, len))
		return problem(why, PROBLEM_MEMORY_MAP,
			       "memory map: %#llx bytes at %#llx wrap round", ull(len), ull(base));
	if (!append(m, r, type, why))
		return false;
	/* Parts that were cut off come behind it and are settled too. */
	for (; k < m->entries; k++)
		for (u32 i = 0; i < k; i++)
			if (!settle(m, i, k, why))
				return false;
	remove_empty_entries(m);
	return true;
}

bool memory_is_known(const struct memory *m, struct problem *why)
{
	return m->entries || problem(why, PROBLEM_MEMORY_MAP,
				     "the boot loader does not tell what memory there is");
}

const struct memory_entry *memory_other(const struct memory *m, struct range r)
{
	const struct memory_entry *first = NULL;

	for (u32 i = 0; i < m->entries; i++)
		if (m->map[i].type != MEMORY_RAM && range_overlaps(m->map[i].at, r) &&
		    (!first || m->map[i].at.start < first->at.start))
			first = &m->map[i];
	return first;
}

const char *memory_type_name(u32 type)
{
	static const char *const names[] = {
		[MEMORY_RAM] = "memory",
		[MEMORY_RESERVED] = "what the firmware has reserved",
		[MEMORY_ACPI] = "tables of ACPI",
		[MEMORY_NVS] = "ACPI NVS memory",
		[MEMORY_BAD] = "bad memory",
		[MEMORY_PERSISTENT] = "persistent memory",
	};

	return type < ARRAY_SIZE(names) && names[type] ? names[type] :
							 "memory of an unknown type";
}

/* Regions may border on each other: follow r through them. */
static bool is_ram_below(const struct memory *m, struct range r, u64 limit)
{
	while (r.start < r.end) {
		u64 start = r.start;

		for (u32 i = 0; i < m->entries; i++) {
			struct range at = range_below(m->map[i].at, limit);

			if (m->map[i].type == MEMORY_RAM && at.start <= start && start < at.end)
				r.start = at.end;
		}
		if (r.start == start)
			return false;
	}
	return true;
}

bool memory_is_ram(const struct memory *m, struct range r)
{
	return is_ram_below(m, r, m->limit);
}

bool memory_has_ram(const struct memory *m, struct range r)
{
	for (u32 i = 0; i < m->entries; i++)
		if (m->map[i].type == MEMORY_RAM && range_overlaps(m->map[i].at, r))
			return true;
	return false;
}

bool memory_is_present(const struct memory *m, struct range r)
{
	return is_ram_below(m, r, ~(u64)0);
}

struct claim *memory_claim(struct memory *m, struct range r, const char *what, int module)
{
	struct claim *c = &m->claims[m->num_claims];

	if (m->num_claims == MEMORY_CLAIMS_MAX)
		__builtin_trap();
	m->num_claims++;
	*c = (struct claim){ r, what, module };
	return c;
}

const struct claim *memory_conflict(const struct memory *m, struct range r)
{
	for (u32 i = 0; i < m->num_claims; i++)
		if (range_overlaps(m->claims[i].at, r))
			return &m->claims[i];
	return NULL;
}

/* The part of map entry i that may be used and lies in `within`; empty if there is none. */
static struct range usable_part(const struct memory *m, u32 i, struct range within)
{
	struct range r = range_below(range_below(m->map[i].at, m->limit), within.end);

	if (r.start < within.start)
		r.start = within.start;
	if (m->map[i].type != MEMORY_RAM)
		r.end = r.start;
	return r;
}

static bool find_up(const struct memory *m, struct range in, u64 size, u64 align, struct range *out)
{
	u64 at = round_up(in.start, align);

	while (at < in.end && size <= in.end - at) {
		const struct claim *c;

		*out = (struct range){ at, at + size };
		c = memory_conflict(m, *out);
		if (!c)
			return true;
		at = round_up(c->at.end, align);
	}
	return false;
}

static bool find_down(const struct memory *m, struct range in, u64 size, u64 align,
		      struct range *out)
{
	u64 end = in.end;

	while (end > in.start && size <= end - in.start) {
		const struct claim *c;
		u64 at = round_down(end - size, align);

		if (at < in.start)
			break;
		*out = (struct range){ at, at + size };
		c = memory_conflict(m, *out);
		if (!c)
			return true;
		end = c->at.start;
	}
	return false;
}

bool memory_find_lowest(const struct memory *m, u64 size, u64 align, struct range within,
			struct range *found)
{
	bool is_found = false;
	struct range r;

	for (u32 i = 0; i < m->entries; i++) {
		if (!find_up(m, usable_part(m, i, within), size, align, &r))
			continue;
		if (!is_found || r.start < found->start)
			*found = r;
		is_found = true;
	}
	return is_found;
}

bool memory_find_highest(const struct memory *m, u64 size, u64 align, struct range within,
			 struct range *found)
{
	bool is_found = false;
	struct range r;

	for (u32 i = 0; i < m->entries; i++) {
		if (!find_down(m, usable_part(m, i, within), size, align, &r))
			continue;
		if (!is_found || r.start > found->start)
			*found = r;
		is_found = true;
	}
	return is_found;
}

bool memory_find_kernel(const struct memory *m, u64 size, u64 granule, struct range *found)
{
	const struct range everywhere = { 0, ~(u64)0 };

	size = round_up(size, granule);
	for (u32 i = 0; i < m->entries; i++) {
		struct range r = usable_part(m, i, everywhere);

		r.start = round_up(r.start, granule);
		if (range_size(r) > KERNEL_REGION_MAX)
			r.end = r.start + KERNEL_REGION_MAX;
		if (size && find_down(m, r, size, granule, found))
			return true;
	}
	return false;
}
