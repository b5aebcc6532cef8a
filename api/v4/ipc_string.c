/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String items: from a chain of substrings in the sender's memory to one in the receiver's.
 * (X.2, StringItem, message buffers)
 *
 * A descriptor gives the number of substrings and their common length, then come their addresses;
 * it may be continued by another one. Both sides are walked alike: the sender's in its message
 * registers, the receiver's in its buffer registers.
 */
#include "ipc_string_once.h"
#include "ipc_words.h"

#include <api/ipc.h>
#include <api/space.h>
#include <api/transfer.h>
#include <api/utcb.h>
#include <arch/preempt.h>
#include <generic/usercopy.h>

/* Take over a descriptor; false: its addresses do not fit into the registers. */
static bool begin_descriptor(struct string_side *side, word_t descriptor)
{
	side->descriptor = descriptor;
	side->substrings = ((descriptor >> STRING_COUNT_SHIFT) & STRING_COUNT_MASK) + 1;
	side->left = 0;
	side->at++;
	return side->at + side->substrings <= side->end;
}

/* All of it has been copied. */
static bool side_is_done(const struct string_side *side)
{
	return side->left == 0 && side->substrings == 0 &&
	       !(side->descriptor & STRING_CONTINUES);
}

static void begin_substring(struct string_side *side, uvaddr_t address)
{
	side->address = address;
	side->left = side->descriptor >> STRING_LENGTH_SHIFT;
	side->substrings--;
	side->at++;
}

/* A word that describes the string goes to the receiver as it is, when it is reached. */
static word_t sender_word(struct thread *s, struct thread *r, unsigned int mr)
{
	word_t w = utcb_read(s, (int)mr);

	if (xfer_sink(s, r) == SINK_UTCB)
		utcb_write(r, (int)mr, w);
	return w;
}

static __always_inline word_t read_word(const struct thread *t, int index, bool is_plain)
{
	return is_plain ? utcb_read_plain(t, index) : utcb_read(t, index);
}

static __always_inline void pass_word(const struct thread *s, struct thread *r, int mr, word_t w,
				      bool is_plain)
{
	if (xfer_sink(s, r) != SINK_UTCB)
		return;
	if (is_plain)
		utcb_write_plain(r, mr, w);
	else
		utcb_write(r, mr, w);
}

/*
 * Both sides at the first byte of a string; false: there is no room for it, or it is none. Plain:
 * both partners have words of the processor.
 */
static __always_inline bool string_begin(struct thread *s, struct thread *r, word_t descriptor,
					 struct string_side *from, struct string_side *to,
					 bool is_plain)
{
	struct xfer *x = &s->xfer;
	word_t buffer, address;

	from->at = x->next;
	from->end = x->end;
	to->at = x->buffer;
	to->end = L4_NUM_BRS;
	pass_word(s, r, (int)from->at, descriptor, is_plain);
	if (to->at == 0)
		return false;
	buffer = read_word(r, L4_UTCB_BR((int)to->at), is_plain);
	if ((buffer & L4_ITEM_STRING_BIT) || !begin_descriptor(to, buffer))
		return false;
	/* Where the next string goes is known when all of this buffer has been walked. */
	x->buffer = buffer & ITEM_MORE ? (u8)to->at : 0;
	if (!begin_descriptor(from, descriptor))
		return false;
	address = read_word(s, (int)from->at, is_plain);
	pass_word(s, r, (int)from->at, address, is_plain);
	begin_substring(from, address);
	begin_substring(to, read_word(r, L4_UTCB_BR((int)to->at), is_plain));
	return true;
}

/* The same with the sides in the transfer, for partners of any kind. */
static __noinline bool string_begin_any(struct thread *s, struct thread *r, word_t descriptor)
{
	return string_begin(s, r, descriptor, &s->xfer.from, &s->xfer.to, false);
}

/* The sender's next substring or descriptor; false: it does not fit into the registers. */
static bool sender_advance(struct thread *s, struct thread *r, struct string_side *f)
{
	if (f->substrings == 0)
		return f->at < f->end && begin_descriptor(f, sender_word(s, r, f->at));
	begin_substring(f, sender_word(s, r, f->at));
	return true;
}

/* The same of the receiver; false also at the end of the buffer string. */
static bool receiver_advance(const struct thread *r, struct string_side *t)
{
	if (t->substrings == 0)
		return (t->descriptor & STRING_CONTINUES) && t->at < t->end &&
		       begin_descriptor(t, utcb_buffer(r, t->at));
	begin_substring(t, utcb_buffer(r, t->at));
	return true;
}

/* The rest of the buffer string is skipped: the register of the next one, or 0. */
static u8 next_buffer(const struct thread *r, struct string_side *t)
{
	t->at += t->substrings;
	while ((t->descriptor & STRING_CONTINUES) && t->at < t->end) {
		/* If it reaches beyond the registers, nothing can lie behind it. */
		if (!begin_descriptor(t, utcb_buffer(r, t->at)))
			return 0;
		t->at += t->substrings;
	}
	return t->at < t->end ? (u8)t->at : 0;
}

/* By enum user_copy_stop. */
static const u8 stops[] = {
	[USER_COPY_DONE] = ITEMS_DONE, [USER_COPY_LIMIT] = ITEMS_OVERFLOW,
	[USER_COPY_SOURCE] = ITEMS_SENDER_FAULT,
	[USER_COPY_TARGET] = ITEMS_RECEIVER_FAULT, [USER_COPY_LATER] = ITEMS_LATER,
};

/* Copy as much as both substrings have. */
static enum items_stop copy_substrings(struct thread *s, const struct thread *r,
				    struct string_side *f, struct string_side *t)
{
	struct user_copied done;

	done = user_copy(&xfer_space(s, r)->pt, t->address, &s->tcb.space->pt, f->address,
			 MIN(f->left, t->left));
	f->address += done.bytes;
	f->left -= done.bytes;
	t->address += done.bytes;
	t->left -= done.bytes;
	s->xfer.offset += done.bytes;
	return stops[done.why];
}

/* From one side to the other until all is copied (DONE) or something stops it. */
static __always_inline enum items_stop string_copy(struct thread *s, struct thread *r,
						   struct string_side *f, struct string_side *t)
{
	enum items_stop stop;

	while (!side_is_done(f)) {
		if (f->left == 0) {
			if (!sender_advance(s, r, f))
				return ITEMS_OVERFLOW;
		} else if (t->left == 0) {
			if (!receiver_advance(r, t))
				return ITEMS_OVERFLOW;
		} else {
			stop = copy_substrings(s, r, f, t);
			if (stop != ITEMS_DONE)
				return stop;
			/* Behind the last ones whoever calls has a preemption point. */
			if (!side_is_done(f) && arch_preempt_pending())
				return ITEMS_LATER;
		}
	}
	return ITEMS_DONE;
}

enum items_stop ipc_string(struct thread *s, struct thread *r, word_t descriptor)
{
	struct xfer *x = &s->xfer;
	/* In registers as long as nothing stops it. */
	struct string_side from, to;
	enum items_stop stop;

	if (unlikely(x->copying) || words_differ(s, r)) {
		if (!x->copying && !string_begin_any(s, r, descriptor))
			return ITEMS_OVERFLOW;
		from = x->from;
		to = x->to;
	} else if (!string_begin(s, r, descriptor, &from, &to, true)) {
		return ITEMS_OVERFLOW;
	}
	stop = string_copy(s, r, &from, &to);
	x->copying = stop != ITEMS_DONE;
	if (unlikely(stop != ITEMS_DONE)) {
		x->from = from;
		x->to = to;
		return stop;
	}
	x->next = (u8)from.at;
	if (x->buffer != 0)
		x->buffer = next_buffer(r, &to);
	return ITEMS_DONE;
}

/* The side of one piece whose descriptor and address are the two registers behind `at`. */
static struct string_side side_behind(unsigned int at, unsigned int end, word_t descriptor,
				      uvaddr_t address, size_t done)
{
	return (struct string_side){
		.at = at + 2, .end = end, .descriptor = descriptor, .address = address + done,
		.left = (descriptor >> STRING_LENGTH_SHIFT) - done,
	};
}

void ipc_string_go_on(struct thread *s, const struct string_once *o, struct user_copied done)
{
	struct xfer *x = &s->xfer;

	x->from = side_behind(x->next, x->end, o->descriptor, o->address, done.bytes);
	x->to = side_behind(1, L4_NUM_BRS, o->buffer, o->target, done.bytes);
	x->offset = done.bytes;
	x->stop = stops[done.why];
	x->copying = true;
	/* No item follows that would ask for them. */
	x->has_acceptor = true;
	x->acceptor = x->buffer = 0;
}
