/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words that decide races about messages.
 */
#include <generic/rendezvous_word.h>

#include <base/atomic.h>
#include <arch/relax.h>

bool rendezvous_swap(struct tcb *t, enum rendezvous_word old, u32 new)
{
	u32 was;

	do {
		was = atomic_read(&t->word);
		if (word_value(was) != old)
			return false;
	} while (!atomic_change(&t->word, was, new | (was & WORD_SILENT)));
	return true;
}

u32 rendezvous_settle(struct tcb *t)
{
	for (;;) {
		u32 word = atomic_read(&t->word);

		switch (word_value(word)) {
		case WORD_COPYING:
			arch_relax();
			break;
		case WORD_ASKED:
		case WORD_QUEUED:
			if (!(word & WORD_SILENT))
				return word;
			(void)atomic_change(&t->word, word, word & ~WORD_SILENT);
			break;
		default:
			return word;
		}
	}
}
