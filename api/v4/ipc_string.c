/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String items: from a chain of substrings in the sender's memory to one in the receiver's.
 * (X.2, StringItem, message buffers)
 *
 * A descriptor gives the number of substrings and their common length, then come their addresses;
 * it may be continued by another one. Both sides are walked alike: the sender's in its message
 * registers, the receiver's in its buffer registers.
 */
#include <api/ipc.h>
#include <api/space.h>
#include <api/utcb.h>
#include <arch/preempt.h>
#include <generic/usercopy.h>

#define STRING_CONTINUES	0x200	/* c: another descriptor of the same string follows */
#define STRING_COUNT_SHIFT	4
#define STRING_COUNT_MASK	0x1f
#define STRING_LENGTH_SHIFT	10
#define ITEM_MORE		0x1	/* C, in buffer registers: another string follows */

/* Bytes copied between two preemption points: at worst one by one. */
#define COPY_CHUNK		2048

/* Take over a descriptor; false: its addresses do not fit into the registers. */
static bool begin_descriptor(struct string_side *side, word_t head)
{
	side->substrings = (u8)(((head >> STRING_COUNT_SHIFT) & STRING_COUNT_MASK) + 1);
	side->length = head >> STRING_LENGTH_SHIFT;
	side->has_more = head & STRING_CONTINUES;
	side->left = 0;
	side->at++;
	return side->end - side->at >= side->substrings;
}

/* The words that describe the string go to the receiver as they are, when they are reached. */
static word_t sender_word(struct thread *s, struct thread *r, unsigned int mr)
{
	word_t w = utcb_read(s, (int)mr);

	if (r->sink == SINK_UTCB)
		utcb_write(r, (int)mr, w);
	return w;
}

static enum items_stop string_begin(struct thread *s, struct thread *r)
{
	struct xfer *x = &s->xfer;
	word_t head = sender_word(s, r, x->next), buffer;

	x->from = (struct string_side){ .at = x->next, .end = x->end };
	if (x->buffer == 0)
		return ITEMS_OVERFLOW;
	buffer = utcb_buffer(r, x->buffer);
	x->to = (struct string_side){ .at = x->buffer, .end = L4_NUM_BRS };
	if ((buffer & L4_ITEM_STRING_BIT) || !begin_descriptor(&x->to, buffer))
		return ITEMS_OVERFLOW;
	/* Where the next string goes is known when all of this buffer has been walked. */
	x->buffer = buffer & ITEM_MORE ? x->to.at : 0;
	if (!begin_descriptor(&x->from, head))
		return ITEMS_OVERFLOW;
	x->copying = true;
	return ITEMS_DONE;
}

/* Something left to send; false at the end of the string. */
static bool sender_advance(struct thread *s, struct thread *r, bool *is_bad)
{
	struct string_side *f = &s->xfer.from;

	while (f->left == 0) {
		if (f->substrings > 0) {
			f->address = sender_word(s, r, f->at++);
			f->left = f->length;
			f->substrings--;
			continue;
		}
		if (!f->has_more)
			return false;
		if (f->at >= f->end || !begin_descriptor(f, sender_word(s, r, f->at))) {
			*is_bad = true;
			return false;
		}
	}
	return true;
}

/* Room for more; false at the end of the buffer string. */
static bool receiver_advance(struct thread *s, const struct thread *r)
{
	struct string_side *t = &s->xfer.to;

	while (t->left == 0) {
		if (t->substrings > 0) {
			t->address = utcb_buffer(r, t->at++);
			t->left = t->length;
			t->substrings--;
			continue;
		}
		if (!t->has_more || t->at >= t->end ||
		    !begin_descriptor(t, utcb_buffer(r, t->at)))
			return false;
	}
	return true;
}

/* The string is complete: the rest of its buffer is skipped, the next string uses the next one. */
static void string_end(struct thread *s, const struct thread *r)
{
	struct xfer *x = &s->xfer;

	x->copying = false;
	x->next = x->from.at;
	if (x->buffer == 0)
		return;
	x->to.at += x->to.substrings;
	while (x->to.has_more && x->to.at < x->to.end) {
		if (!begin_descriptor(&x->to, utcb_buffer(r, x->to.at))) {
			/* It reaches beyond the registers: nothing can lie behind it. */
			x->buffer = 0;
			return;
		}
		x->to.at += x->to.substrings;
	}
	x->buffer = x->to.at < x->to.end ? x->to.at : 0;
}

enum items_stop ipc_string(struct thread *s, struct thread *r)
{
	struct xfer *x = &s->xfer;
	enum items_stop stop;
	bool is_bad = false;

	if (!x->copying) {
		stop = string_begin(s, r);
		if (stop != ITEMS_DONE)
			return stop;
	}
	while (sender_advance(s, r, &is_bad)) {
		enum user_copy_stop why;
		size_t bytes, done;

		if (!receiver_advance(s, r))
			return ITEMS_OVERFLOW;
		bytes = MIN(MIN(x->from.left, x->to.left), (word_t)COPY_CHUNK);
		why = user_copy(&r->tcb.space->pt, x->to.address, &s->tcb.space->pt,
				x->from.address, bytes, &done);
		x->from.address += done;
		x->from.left -= done;
		x->to.address += done;
		x->to.left -= done;
		x->offset += done;
		if (why == USER_COPY_LIMIT)
			return ITEMS_OVERFLOW;
		if (why == USER_COPY_SOURCE)
			return ITEMS_SENDER_FAULT;
		if (why == USER_COPY_TARGET)
			return ITEMS_RECEIVER_FAULT;
		if (arch_preempt_pending())
			return ITEMS_LATER;
	}
	if (is_bad)
		return ITEMS_OVERFLOW;
	string_end(s, r);
	return ITEMS_DONE;
}
