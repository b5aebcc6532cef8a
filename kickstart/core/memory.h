/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What memory there is, what of it is taken, and where there is room.
 */
#ifndef L4_KICKSTART_MEMORY_H
#define L4_KICKSTART_MEMORY_H

#include "problem.h"
#include "range.h"

/*
 * Each entry and each module takes a descriptor of the kernel interface page, which has room for
 * fewer than this: no kernel could be told about more.
 */
#define MEMORY_ENTRIES_MAX	512
#define MEMORY_CLAIMS_MAX	1100

/* Types of memory in the machine's map; others mean what the firmware likes. (ACPI 6.4, 15.1) */
#define MEMORY_RAM		1	/* usable */
#define MEMORY_RESERVED		2
#define MEMORY_ACPI		3	/* tables of ACPI */
#define MEMORY_NVS		4	/* the firmware's own, also while the system runs */
#define MEMORY_BAD		5
#define MEMORY_PERSISTENT	7

struct memory_entry {
	struct range at;
	u32 type;
};

/* A range that is taken, and by what. */
struct claim {
	struct range at;
	const char *what;
	int module;		/* or NO_MODULE */
};

struct memory {
	struct memory_entry map[MEMORY_ENTRIES_MAX];
	u32 entries;
	u64 limit;		/* nothing is placed at or above */
	struct claim claims[MEMORY_CLAIMS_MAX];
	u32 num_claims;
};

/*
 * Add an entry of the machine's map. Firmware is not always careful: entries may overlap. A range
 * that any of them calls something else than memory is not memory; of two other types the first one
 * counts. Afterwards no entries overlap, and no two of one type border on each other: a map of many
 * small entries would need as many descriptors. Errors: PROBLEM_MEMORY_MAP (wraps round, too many).
 */
__must_check bool memory_add(struct memory *m, u64 base, u64 len, u32 type, struct problem *why);

/* Is there any entry? Errors: PROBLEM_MEMORY_MAP. */
__must_check bool memory_is_known(const struct memory *m, struct problem *why);

/* The first entry in r that is no usable memory, NULL: there is none. */
const struct memory_entry *memory_other(const struct memory *m, struct range r);

/* What memory of this type is, for people. */
const char *memory_type_name(u32 type);

/* Is all of r memory, and below the limit? */
bool memory_is_ram(const struct memory *m, struct range r);

/* Is any of r memory? */
bool memory_has_ram(const struct memory *m, struct range r);

/* Is all of r memory, whatever the limit is? */
bool memory_is_present(const struct memory *m, struct range r);

/* Note that r is taken. Later changes go through the pointer; an empty range is none. */
struct claim *memory_claim(struct memory *m, struct range r, const char *what, int module);

/* A claim that overlaps r, or NULL. */
const struct claim *memory_conflict(const struct memory *m, struct range r);

/*
 * Free ranges of size bytes, at a multiple of align (a power of two), inside `within`: the lowest
 * or the highest one. Errors: false, there is none.
 */
__must_check bool memory_find_lowest(const struct memory *m, u64 size, u64 align,
				     struct range within, struct range *found);
__must_check bool memory_find_highest(const struct memory *m, u64 size, u64 align,
				      struct range within, struct range *found);

/*
 * The kernel's memory: the highest free range in the first entry of the map that has one, whole
 * granules, where an entry counts only for a certain length. Errors: false, there is none.
 */
__must_check bool memory_find_kernel(const struct memory *m, u64 size, u64 granule,
				     struct range *found);

#endif
