/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of cache lines and of pages: how many different ones were touched.
 */
#ifndef L4_BENCH_LINES_H
#define L4_BENCH_LINES_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_SHIFT	6
#define PAGE_SHIFT	12

struct lines {
	uint64_t *keys;		/* open addressing; 0 is free, so keys are stored plus one */
	uint64_t used, size;
};

void lines_clear(struct lines *set);
void lines_add(struct lines *set, uint64_t key);
bool lines_has(const struct lines *set, uint64_t key);

#endif
