/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of a UTCB, with the values that the kernel has for them: those of a thread with 32-bit
 * words are zero-extended and cut off, thread ids converted. User memory: whatever is read here may
 * change at any time, so a value that matters is read once and then checked.
 */
#ifndef L4_API_UTCB_H
#define L4_API_UTCB_H

#include <api/compat.h>
#include <api/thread.h>

/* Message register 0, and the others behind it, of a thread with words of the processor. */
static inline word_t *utcb_words(const struct thread *t)
{
	return tcb_utcb(&t->tcb);
}

/* The first byte of the UTCB whose message register 0 this is. */
static inline char *utcb_slot(word_t __user *utcb)
{
	return (char __force *)utcb - L4_UTCB_MR0_OFFSET;
}

/* The same of a thread with 32-bit words. */
static inline u32 *utcb_words32(const struct thread *t)
{
	return (u32 *)tcb_utcb(&t->tcb);
}

/*
 * Word `index` relative to the UTCB pointer (L4_UTCB_*, or a message register number). The plain
 * forms are for threads that are known to have words of the processor.
 */
static inline word_t utcb_read_plain(const struct thread *t, int index)
{
	return *(volatile word_t *)(utcb_words(t) + index);
}

static inline void utcb_write_plain(struct thread *t, int index, word_t w)
{
	*(volatile word_t *)(utcb_words(t) + index) = w;
}

static inline word_t utcb_read(const struct thread *t, int index)
{
	if (thread_is_compat(t))
		return *(volatile u32 *)(utcb_words32(t) + index);
	return utcb_read_plain(t, index);
}

static inline void utcb_write(struct thread *t, int index, word_t w)
{
	if (thread_is_compat(t))
		*(volatile u32 *)(utcb_words32(t) + index) = (u32)w;
	else
		utcb_write_plain(t, index, w);
}

/* The same of a word that is a thread id. */
static inline word_t utcb_read_tid(const struct thread *t, int index)
{
	if (thread_is_compat(t))
		return tid_from32((u32)utcb_read(t, index));
	return utcb_read_plain(t, index);
}

static inline void utcb_write_tid(struct thread *t, int index, word_t id)
{
	if (thread_is_compat(t))
		utcb_write(t, index, tid_to32(id));
	else
		utcb_write_plain(t, index, id);
}

/* thread_find() of a global id as 32-bit programs have it. The id of nobody has more bits. */
static inline struct thread *thread_find32(u32 id)
{
	struct thread *t = thread_at(id >> L4_IA32_TID_VERSION_BITS);
	word_t whole = (word_t)(id >> L4_IA32_TID_VERSION_BITS) << TID_NUMBER_SHIFT |
		       (id & COMPAT_TID_VERSION_MASK);

	return atomic_glance(&t->tcb.id) == whole ? t : NULL;
}

/* The thread that t names in this word: thread_resolve() of utcb_read_tid(), but quicker. */
static inline struct thread *utcb_thread(const struct thread *t, int index)
{
	u32 id;

	if (!thread_is_compat(t))
		return thread_resolve(t, utcb_read_plain(t, index));
	id = (u32)utcb_read(t, index);
	return likely(tid_is_global(id)) ? thread_find32(id) :
					   thread_resolve_local(t, tid_from32(id));
}

/* Clears these bits of a word. */
static inline void utcb_clear(struct thread *t, int index, word_t bits)
{
	if (thread_is_compat(t))
		utcb_write(t, index, utcb_read(t, index) & ~bits);
	else
		utcb_write_plain(t, index, utcb_read_plain(t, index) & ~bits);
}

/* An address, a register or another word that t is to have: 32-bit programs get the low half. */
static inline word_t word_for(const struct thread *t, word_t w)
{
	return thread_is_compat(t) ? (u32)w : w;
}

static inline word_t utcb_buffer(const struct thread *t, unsigned int br)
{
	return utcb_read(t, L4_UTCB_BR((int)br));
}

static inline void utcb_set_error(struct thread *t, word_t error)
{
	utcb_write(t, L4_UTCB_ERROR_CODE, error);
}

#endif
