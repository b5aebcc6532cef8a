/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where random numbers come from: a seed, or the bytes of an input. The same input gives the same
 * numbers on processors of either byte order.
 */
#include "fuzz.h"

#define WORD_BYTES	8

void fuzz_source_seed(struct fuzz_source *s, unsigned long long seed)
{
	*s = (struct fuzz_source){ .state = seed };
}

void fuzz_source_bytes(struct fuzz_source *s, const unsigned char *bytes, size_t count)
{
	*s = (struct fuzz_source){ .bytes = bytes, .left = count };
}

bool fuzz_source_is_over(const struct fuzz_source *s)
{
	return s->bytes != NULL && s->left == 0;
}

/* A Weyl sequence, mixed. */
static unsigned long long next_number(struct fuzz_source *s)
{
	unsigned long long x = s->state += 0x9e3779b97f4a7c15ull;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

static unsigned long long next_bytes(struct fuzz_source *s, unsigned int count)
{
	unsigned long long x = 0;

	if (s->bytes == NULL)
		return next_number(s);
	for (unsigned int i = 0; i < count && s->left > 0; i++, s->left--)
		x |= (unsigned long long)*s->bytes++ << (8 * i);
	return x;
}

/* As few bytes as will do: an engine that changes one of them changes one decision. */
unsigned int fuzz_pick(struct fuzz_source *s, unsigned int n)
{
	return (unsigned int)(next_bytes(s, n <= 0x100 ? 1 : 2) % n);
}

fuzz_word fuzz_random_word(struct fuzz_source *s)
{
	return (fuzz_word)next_bytes(s, WORD_BYTES);
}
