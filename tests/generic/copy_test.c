/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying and filling with AMD64's string instructions, which a host of that kind executes itself.
 * (The portable ones are behind the kernel's memory functions in the other tests.)
 */
#include <string.h>

#include <arch/copy.h>

#include "check.h"

#define AREA	256
#define LENGTHS	160	/* on both sides of where targets get aligned */

static void prepare(unsigned char *area)
{
	unsigned int i;

	for (i = 0; i < AREA; i++)
		area[i] = (unsigned char)(i * 7 + 1);
}

/* Inside one area: they overlap or not, as long as the target is the lower one. */
static bool copies_alike(size_t to, size_t from, size_t bytes)
{
	unsigned char ours[AREA] __attribute__((aligned(16)));
	unsigned char theirs[AREA] __attribute__((aligned(16)));

	prepare(ours);
	prepare(theirs);
	memmove(theirs + to, theirs + from, bytes);
	arch_copy(ours + to, ours + from, bytes);
	return !memcmp(ours, theirs, AREA);
}

static bool fills_alike(size_t to, size_t words)
{
	unsigned char ours[AREA] __attribute__((aligned(16)));
	unsigned char theirs[AREA] __attribute__((aligned(16)));

	prepare(ours);
	prepare(theirs);
	memset(theirs + to, 0x5a, words * sizeof(word_t));
	arch_fill(ours + to, 0x5a5a5a5a5a5a5a5a, words);
	return !memcmp(ours, theirs, AREA);
}

void test_copy(void)
{
	bool copies = true, fills = true;
	size_t to, from, n;

	for (to = 0; to < 16; to++) {
		for (from = to; from < to + 80; from++)
			for (n = 0; n < LENGTHS; n++)
				copies = copies && copies_alike(to, from, n);
		for (n = 0; n < LENGTHS / sizeof(word_t); n++)
			fills = fills && fills_alike(to, n);
	}
	check(copies, "copies with string instructions, all alignments");
	check(fills, "fills with string instructions");
}
