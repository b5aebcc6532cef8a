/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, private: a message with one item that maps one page, as most have that have any. It is
 * delivered like a message without items: there is no transfer that could stop.
 */
#ifndef L4_API_IPC_ITEM_H
#define L4_API_IPC_ITEM_H

#include "ipc_words.h"

#include <api/space.h>
#include <api/utcb.h>
#include <generic/mapdb.h>

/*
 * The place of a page of this size in the window, for a map item. False: it is another item, gives
 * nothing, or the window is too small or none of memory.
 */
static __always_inline bool item_place(word_t head, word_t fpage, word_t window, unsigned int log2,
				       uvaddr_t *dst_va)
{
	unsigned int dst_log2 = (window >> L4_FPAGE_SIZE_SHIFT) & L4_FPAGE_SIZE_MASK;
	word_t base = ALIGN_DOWN(head, BIT(log2));

	if (unlikely((head & L4_ITEM_KIND_MASK) != L4_ITEM_MAP || (fpage & RIGHT_RWX) == 0))
		return false;
	*dst_va = base;
	if (likely(dst_log2 == L4_FPAGE_SIZE_COMPLETE))
		return true;
	*dst_va = (window & ~MASK(dst_log2)) | (base & MASK(dst_log2));
	return dst_log2 >= log2;
}

/*
 * The item of these two words of s, for the program r or for its page fault; both have the
 * processor's words. True: it maps one page, and has done so. False: nothing has happened, and
 * ipc_items() does it.
 */
static __always_inline bool item_at_once(struct thread *s, struct thread *r, word_t head,
					 word_t fpage, bool to_user)
{
	word_t window = to_user ? utcb_read_plain(r, L4_UTCB_BR(0)) : L4_FPAGE_COMPLETE;
	unsigned int log2 = (fpage >> L4_FPAGE_SIZE_SHIFT) & L4_FPAGE_SIZE_MASK;
	struct ptab *src = &s->tcb.space->pt, *dst = &r->tcb.space->pt;
	uvaddr_t dst_va;

	if (likely(log2 == level_shift(0)))
		return item_place(head, fpage, window, level_shift(0), &dst_va) &&
		       mapdb_map_page(src, dst, ALIGN_DOWN(fpage, level_size(0)), dst_va,
				      fpage & RIGHT_RWX);
	return log2 == level_shift(1) &&
	       item_place(head, fpage, window, level_shift(1), &dst_va) &&
	       mapdb_map_large(src, dst, ALIGN_DOWN(fpage, level_size(1)), dst_va,
			       fpage & RIGHT_RWX);
}

#endif
