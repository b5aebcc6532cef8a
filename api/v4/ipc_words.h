/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, private: the untyped words of a message, which come from a program or the kernel and go to
 * one of these.
 */
#ifndef L4_API_IPC_WORDS_H
#define L4_API_IPC_WORDS_H

#include <api/port.h>
#include <api/thread.h>
#include <api/transfer.h>
#include <api/utcb.h>

/* A thread with these two sends and takes words in its own name, those of the processor. */
#define USUAL_PROGRAM	(USUAL_IPC | USUAL_WORDS)

static inline bool is_usual_program(u16 usual)
{
	return (usual & USUAL_PROGRAM) == USUAL_PROGRAM;
}

static inline unsigned int tag_untyped(word_t tag)
{
	return tag & L4_TAG_UNTYPED_MASK;
}

static inline unsigned int tag_typed(word_t tag)
{
	return (tag >> L4_TAG_TYPED_SHIFT) & L4_TAG_TYPED_MASK;
}

/* One of the two has 32-bit words: compat_words() moves what goes from s to r. */
static inline bool words_differ(const struct thread *s, const struct thread *r)
{
	return IS_ENABLED(CONFIG_COMPAT32) &&
	       unlikely(!atomic_glance_bits(&s->tcb.usual, r->tcb.usual & USUAL_WORDS));
}

#ifdef CONFIG_SMP
/*
 * r takes the items of s as what it is now. If it belongs to another processor it may leave the
 * transfer at any time, and s learns of that at the next preemption point.
 */
static inline void xfer_to(struct thread *s, const struct thread *r)
{
	s->xfer.sink = r->sink;
	s->xfer.space = r->tcb.space;
}

/* Where the items of s go that r takes. */
static inline u8 xfer_sink(const struct thread *s, const struct thread *r __unused)
{
	return s->xfer.sink;
}

static inline struct space *xfer_space(const struct thread *s, const struct thread *r __unused)
{
	return s->xfer.space;
}
#else
static inline void xfer_to(struct thread *s __unused, const struct thread *r __unused)
{
}

static inline u8 xfer_sink(const struct thread *s __unused, const struct thread *r)
{
	return r->sink;
}

static inline struct space *xfer_space(const struct thread *s __unused, const struct thread *r)
{
	return r->tcb.space;
}
#endif

/* A program's words for a program. Both may change them meanwhile: at their own cost. */
static __always_inline void copy_words(const struct thread *s, struct thread *r, unsigned int u)
{
	const volatile word_t *from = utcb_words(s);
	volatile word_t *to = utcb_words(r);

	for (unsigned int i = 1; i <= u; i++)
		to[i] = from[i];
}

/* Words 1..u of the message that the kernel sends for s. */
static __always_inline void make_words(const struct thread *s, unsigned int u, word_t *mr)
{
	if (s->source == SOURCE_EXCEPTION) {
		port_exception_message(&s->tcb, mr);
		return;
	}
	for (unsigned int i = 1; i <= u; i++)
		mr[i] = s->kernel_words[i - 1];
}

/* A message for a thread that waits inside the kernel. Each word is read once at most. */
static __always_inline void take_words(struct thread *r, const volatile word_t *mr, unsigned int u)
{
	if (r->sink == SINK_EXCEPTION) {
		port_exception_reply(&r->tcb, mr, u);
	} else if (r->sink == SINK_START && u == 2) {
		port_set_user_ip(&r->tcb, mr[1]);
		port_set_user_sp(&r->tcb, mr[2]);
	}
}

/*
 * The message of s to r, wherever its words 1..u come from and go to, where one of the two has
 * 32-bit words: of every word the lower half remains.
 */
void compat_words(const struct thread *s, struct thread *r, unsigned int u);

/* Words 1..u of the message of s for r, whatever is unusual about it. */
static inline void pass_words(const struct thread *s, struct thread *r, unsigned int u)
{
	word_t made[L4_NUM_MRS];

	if (words_differ(s, r)) {
		compat_words(s, r, u);
	} else if (s->source == SOURCE_UTCB) {
		if (r->sink == SINK_UTCB)
			copy_words(s, r, u);
		else
			take_words(r, utcb_words(s), u);
	} else if (r->sink == SINK_UTCB) {
		make_words(s, u, utcb_words(r));
	} else {
		make_words(s, u, made);
		take_words(r, made, u);
	}
}

#endif
