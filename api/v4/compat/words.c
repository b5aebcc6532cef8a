/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of messages where a partner has 32-bit words. (X.2, IA-32 interface)
 */
#include "../ipc_words.h"

#include <api/compat.h>

/* A 64-bit receiver learns that the sender's "all ones" has 32 bits. (X.2, WordSizeMask) */
static void mark_word_size(struct thread *r)
{
	utcb_write(r, L4_UTCB_WORD_SIZE_MASK, (u32)utcb_read(r, L4_UTCB_WORD_SIZE_MASK));
}

void compat_words(const struct thread *s, struct thread *r, unsigned int u)
{
	word_t mr[L4_NUM_MRS];

	if (s->source != SOURCE_UTCB)
		make_words(s, u, mr);
	for (unsigned int i = 1; i <= u; i++)
		mr[i] = (u32)(s->source == SOURCE_UTCB ? utcb_read(s, (int)i) : mr[i]);
	if (r->sink != SINK_UTCB) {
		take_words(r, mr, u);
		return;
	}
	for (unsigned int i = 1; i <= u; i++)
		utcb_write(r, (int)i, mr[i]);
	if (!thread_is_compat(r))
		mark_word_size(r);
}
