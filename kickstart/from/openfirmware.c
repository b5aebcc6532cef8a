/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the device tree.
 */
#include "openfirmware.h"

#include <lib/openfirmware.h>

#define MAX_RANGES	64

static u32 read_ranges(const char *name, struct firmware_range *to, struct problem *why)
{
	firmware_node_t node = firmware_find("/memory");
	long bytes = node ? firmware_property(node, name, to, MAX_RANGES * sizeof(*to)) : -1;

	if (bytes > (long)(MAX_RANGES * sizeof(*to))) {
		problem(why, PROBLEM_MEMORY_MAP, "memory map: more than %u entries", MAX_RANGES);
		return 0;
	}
	if (bytes < (long)sizeof(*to)) {
		problem(why, PROBLEM_MEMORY_MAP,
			"the boot loader does not tell what memory there is");
		return 0;
	}
	return (u32)((u64)bytes / sizeof(*to));
}

/* The first part of `r` that is offered; empty, at its end, if there is none. */
static struct range first_offered(struct range r, const struct firmware_range *offered, u32 count)
{
	struct range first = { r.end, r.end };

	for (u32 i = 0; i < count; i++) {
		struct range o;

		if (!range_make(&o, offered[i].start, offered[i].bytes) || !range_overlaps(o, r))
			continue;
		if (o.start < r.start)
			o.start = r.start;
		if (o.end > r.end)
			o.end = r.end;
		if (o.start < first.start || range_is_empty(first))
			first = o;
	}
	return first;
}

/* All of `r`: what is offered, and gaps before, between and behind. */
static bool add_parts(struct memory *memory, struct range r, const struct firmware_range *offered,
		      u32 count, struct problem *why)
{
	while (!range_is_empty(r)) {
		struct range o = first_offered(r, offered, count);

		if (!memory_add(memory, r.start, o.start - r.start, MEMORY_FIRMWARE, why) ||
		    !memory_add(memory, o.start, range_size(o), MEMORY_RAM, why))
			return false;
		r.start = o.end;
	}
	return true;
}

bool openfirmware_memory(struct memory *memory, struct range own, struct problem *why)
{
	struct firmware_range all[MAX_RANGES], offered[MAX_RANGES + 1];
	u32 count, offers;

	why->module = NO_MODULE;
	memory->entries = 0;
	count = read_ranges("reg", all, why);
	offers = count ? read_ranges("available", offered, why) : 0;
	if (!offers)
		return false;
	/* What it has loaded from a disk it does not offer. */
	offered[offers++] = (struct firmware_range){ own.start, range_size(own) };
	for (u32 i = 0; i < count; i++) {
		struct range r;

		if (!range_make(&r, all[i].start, all[i].bytes))
			return problem(why, PROBLEM_MEMORY_MAP,
				       "memory map: %#llx bytes at %#llx wrap round",
				       ull(all[i].bytes), ull(all[i].start));
		if (!add_parts(memory, r, offered, offers, why))
			return false;
	}
	return true;
}

u64 openfirmware_memory_end(void)
{
	struct firmware_range all[MAX_RANGES];
	struct problem why;
	u64 end = 0;

	for (u32 i = read_ranges("reg", all, &why); i-- > 0;)
		if (all[i].start + all[i].bytes > end)
			end = all[i].start + all[i].bytes;
	return end;
}

bool openfirmware_cmdline(struct loader_info *told, struct problem *why)
{
	firmware_node_t chosen = firmware_find("/chosen");
	char *text = &told->strings[told->strings_used];
	u32 room = STRINGS_SIZE - told->strings_used, used = 0, more = 0;
	long bytes;

	why->module = NO_MODULE;
	bytes = chosen && room > CMDLINE_MAX ?
			firmware_property(chosen, "bootargs", text, CMDLINE_MAX) : -1;
	if (bytes <= 0)
		return true;
	while (used < (u32)bytes && used < CMDLINE_MAX && text[used])
		used++;
	while (told->cmdline[more])
		more++;
	if (used == CMDLINE_MAX || used + more + 2 > room)
		return problem(why, PROBLEM_STRING, "command line longer than %u bytes",
			       CMDLINE_MAX);
	text[used++] = ' ';
	__builtin_memcpy(text + used, told->cmdline, more + 1);
	told->cmdline = text;
	told->strings_used += used + more + 1;
	return true;
}
