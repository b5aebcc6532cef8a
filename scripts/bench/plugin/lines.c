/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hash sets of numbers that grow as needed.
 */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE	1024

void lines_clear(struct lines *set)
{
	if (set->used > 0)
		memset(set->keys, 0, set->size * sizeof(*set->keys));
	set->used = 0;
}

/* Where it is, or would be: there is always a free place. */
static uint64_t *place_of(const struct lines *set, uint64_t stored)
{
	uint64_t i = (stored * 0x9e3779b97f4a7c15u) >> 20;

	for (;; i++) {
		uint64_t *place = &set->keys[i & (set->size - 1)];

		if (*place == stored || *place == 0)
			return place;
	}
}

static void insert(struct lines *set, uint64_t stored)
{
	uint64_t *place = place_of(set, stored);

	set->used += *place == 0;
	*place = stored;
}

static void grow(struct lines *set)
{
	struct lines bigger = { .size = set->size > 0 ? 2 * set->size : FIRST_SIZE };
	uint64_t i;

	bigger.keys = calloc(bigger.size, sizeof(*bigger.keys));
	if (!bigger.keys)
		abort();
	for (i = 0; i < set->size; i++)
		if (set->keys[i] != 0)
			insert(&bigger, set->keys[i]);
	free(set->keys);
	*set = bigger;
}

void lines_add(struct lines *set, uint64_t key)
{
	if (2 * (set->used + 1) > set->size)
		grow(set);
	insert(set, key + 1);
}

bool lines_has(const struct lines *set, uint64_t key)
{
	return set->used > 0 && *place_of(set, key + 1) != 0;
}
