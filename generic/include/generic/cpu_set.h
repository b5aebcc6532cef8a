/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of processors, by number. Hides of how many words one is: where one is enough, an operation
 * is the one instruction that it would be on a word.
 *
 * Of a set that several processors change only one member is of one moment, never all of it: who
 * reads it whole finds each member that has stood there all the time, and none that never did.
 */
#ifndef L4_GENERIC_CPU_SET_H
#define L4_GENERIC_CPU_SET_H

#include <base/atomic.h>
#include <base/bits.h>
#include <base/percpu.h>

#define CPU_SET_WORDS		((NR_CPUS + WORD_BITS - 1) / WORD_BITS)

struct cpu_set {
	word_t word[CPU_SET_WORDS];
};

/* Where the bit cpu_set_bit(n) of processor n is. */
static inline unsigned int cpu_set_at(unsigned int n)
{
	return CPU_SET_WORDS == 1 ? 0 : n / WORD_BITS;
}

static inline word_t cpu_set_bit(unsigned int n)
{
	return BIT(CPU_SET_WORDS == 1 ? n : n % WORD_BITS);
}

/* --- sets in one hand --- */

static inline void cpu_set_add(struct cpu_set *s, unsigned int n)
{
	s->word[cpu_set_at(n)] |= cpu_set_bit(n);
}

static inline void cpu_set_remove(struct cpu_set *s, unsigned int n)
{
	s->word[cpu_set_at(n)] &= ~cpu_set_bit(n);
}

static inline void cpu_set_join(struct cpu_set *s, struct cpu_set others)
{
	for (unsigned int i = 0; i < CPU_SET_WORDS; i++)
		s->word[i] |= others.word[i];
}

/* None of `others` stays in s. */
static inline void cpu_set_leave_out(struct cpu_set *s, struct cpu_set others)
{
	for (unsigned int i = 0; i < CPU_SET_WORDS; i++)
		s->word[i] &= ~others.word[i];
}

static inline bool cpu_set_is_empty(const struct cpu_set *s)
{
	word_t all = 0;

	for (unsigned int i = 0; i < CPU_SET_WORDS; i++)
		all |= s->word[i];
	return all == 0;
}

/* Returns the lowest member, which leaves. s is not empty. */
static inline unsigned int cpu_set_take(struct cpu_set *s)
{
	unsigned int i = 0, n;

	while (CPU_SET_WORDS > 1 && s->word[i] == 0)
		i++;
	n = bit_lowest(s->word[i]);
	s->word[i] &= s->word[i] - 1;
	return i * WORD_BITS + n;
}

/* The processors from 0 to n - 1; n > 0. */
static inline struct cpu_set cpu_set_below(unsigned int n)
{
	struct cpu_set s = { { 0 } };

	if (CPU_SET_WORDS == 1) {
		s.word[0] = MASK(n - 1) << 1 | 1;
		return s;
	}
	for (unsigned int i = 0; i * WORD_BITS < n; i++)
		s.word[i] = bits_low(~(word_t)0, n - i * WORD_BITS);
	return s;
}

/* --- sets that others read or change --- */

/* What the writer has stored before it put a member there is seen. */
static inline struct cpu_set cpu_set_read(const struct cpu_set *s)
{
	struct cpu_set is;

	for (unsigned int i = 0; i < CPU_SET_WORDS; i++)
		is.word[i] = atomic_read(&s->word[i]);
	return is;
}

static inline struct cpu_set cpu_set_peek(const struct cpu_set *s)
{
	struct cpu_set is;

	for (unsigned int i = 0; i < CPU_SET_WORDS; i++)
		is.word[i] = atomic_peek(&s->word[i]);
	return is;
}

/* By the only one who writes it. */
static inline void cpu_set_poke(struct cpu_set *s, struct cpu_set is)
{
	for (unsigned int i = 0; i < CPU_SET_WORDS; i++)
		atomic_poke(&s->word[i], is.word[i]);
}

/* As cpu_set_read(), for one member. */
static inline bool cpu_set_has(const struct cpu_set *s, unsigned int n)
{
	return (atomic_read(&s->word[cpu_set_at(n)]) & cpu_set_bit(n)) != 0;
}

/* Processor n comes to the set, or leaves it. Full fences. */
static inline void cpu_set_enter(struct cpu_set *s, unsigned int n)
{
	(void)atomic_or(&s->word[cpu_set_at(n)], cpu_set_bit(n));
}

static inline void cpu_set_leave(struct cpu_set *s, unsigned int n)
{
	(void)atomic_and(&s->word[cpu_set_at(n)], ~cpu_set_bit(n));
}

/* All of `others` come to the set. */
static inline void cpu_set_enter_all(struct cpu_set *s, struct cpu_set others)
{
	for (unsigned int i = 0; i < CPU_SET_WORDS; i++)
		if (CPU_SET_WORDS == 1 || others.word[i] != 0)
			(void)atomic_or(&s->word[i], others.word[i]);
}

/* All that are in the set leave it: they are returned. A full fence. */
static inline struct cpu_set cpu_set_swap_empty(struct cpu_set *s)
{
	struct cpu_set were;

	for (unsigned int i = 0; i < CPU_SET_WORDS; i++)
		were.word[i] = atomic_swap(&s->word[i], 0);
	return were;
}

#endif
