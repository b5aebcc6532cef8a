/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's memory functions against the C library's, with all alignments.
 */
#include <string.h>

#include <generic/string.h>

#include "check.h"

#define AREA	96

static void fill(unsigned char *area)
{
	unsigned int i;

	for (i = 0; i < AREA; i++)
		area[i] = (unsigned char)(i * 7 + 1);
}

static bool moves_alike(size_t to, size_t from, size_t len)
{
	unsigned char ours[AREA] __attribute__((aligned(16)));
	unsigned char theirs[AREA] __attribute__((aligned(16)));

	fill(ours);
	fill(theirs);
	memmove(theirs + to, theirs + from, len);
	return kmemmove(ours + to, ours + from, len) == ours + to && !memcmp(ours, theirs, AREA);
}

static bool copies_alike(size_t to, size_t from, size_t len)
{
	unsigned char source[AREA] __attribute__((aligned(16)));
	unsigned char ours[AREA] __attribute__((aligned(16)));
	unsigned char theirs[AREA] __attribute__((aligned(16)));

	fill(source);
	memset(ours, 0, AREA);
	memset(theirs, 0, AREA);
	memcpy(theirs + to, source + from, len);
	return kmemcpy(ours + to, source + from, len) == ours + to && !memcmp(ours, theirs, AREA);
}

static bool sets_alike(size_t to, int byte, size_t len)
{
	unsigned char ours[AREA] __attribute__((aligned(16)));
	unsigned char theirs[AREA] __attribute__((aligned(16)));

	fill(ours);
	fill(theirs);
	memset(theirs + to, byte, len);
	return kmemset(ours + to, byte, len) == ours + to && !memcmp(ours, theirs, AREA);
}

static void test_memory(void)
{
	bool moves = true, copies = true, sets = true;
	size_t to, from, len;

	for (to = 0; to < 24; to++) {
		for (len = 0; len < 64; len++) {
			for (from = 0; from < 24; from++) {
				moves = moves && moves_alike(to, from, len);
				copies = copies && copies_alike(to, from, len);
			}
			sets = sets && sets_alike(to, (int)(len * 5) - 100, len);
		}
	}
	check(moves, "kmemmove, all overlaps and alignments");
	check(copies, "kmemcpy, all alignments");
	check(sets, "kmemset, all alignments");
}

void test_string(void)
{
	test_memory();
}
