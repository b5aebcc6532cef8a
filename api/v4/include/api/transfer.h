/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The transfer of the typed items of a message: how far it has come. (X.2, string, map and grant
 * items)
 */
#ifndef L4_API_TRANSFER_H
#define L4_API_TRANSFER_H

#include <generic/mapdb.h>

struct space;
struct thread;

/* One side of a string copy: a position in a chain of substrings. */
struct string_side {
	u32 at;			/* register that holds the next pointer or descriptor */
	u32 end;		/* behind the last register that may hold any */
	u32 substrings;		/* of this descriptor, still to begin */
	word_t descriptor;	/* read once */
	uvaddr_t address;	/* next byte */
	word_t left;		/* bytes of this substring */
};

/* What stopped the transfer of typed items. */
enum items_stop {
	ITEMS_LATER,		/* a preemption point: nothing to see to */
	ITEMS_DONE,
	ITEMS_OVERFLOW,		/* message overflow */
	ITEMS_SENDER_FAULT,	/* xfer.from.address is not accessible */
	ITEMS_RECEIVER_FAULT,	/* xfer.to.address is not */
	ITEMS_ABORTED,		/* a fault that nobody takes */
};

/* The transfer of typed items; part of the sender. */
struct xfer {
	u8 stop;		/* enum items_stop: seen to when the sender continues */
#ifdef CONFIG_SMP
	bool waits;		/* all is done, but others know pages that an item took away */
	u8 result;		/* then: ITEMS_DONE, or why no more items are */
	u8 sink;		/* of the receiver, when it took the message */
	struct space *space;	/* and where it was */
#endif
	u8 next, end;		/* message registers still to do */
	bool has_acceptor;
	bool mapping;		/* map is under way */
	bool flushing;		/* rest is under way */
	bool copying : 1;	/* a string is under way */
	bool faulted : 1;	/* a page fault has started the transfer timeout */
	bool receiver_limits : 1;	/* it is the receiver's timeout that is shorter */
	u8 buffer;		/* buffer register of the next receive string; 0: none left */
	word_t acceptor;	/* the receiver's BR0, read once */
	word_t offset;		/* bytes of strings copied so far */
	struct map_op map;
	struct unmap_op rest;	/* grant: what the window did not take */
	struct range rest_tail;	/* and its second part */
	struct string_side from, to;
};

#ifdef CONFIG_SMP
static inline void xfer_takes_nothing(struct xfer *x)
{
	x->waits = x->map.takes = false;
	x->result = ITEMS_DONE;
}
#else
static inline void xfer_takes_nothing(struct xfer *x)
{
	(void)x;
}
#endif

/* Registers from `next` to `end` hold items. The marks say what has begun. */
static inline void xfer_begin(struct xfer *x, unsigned int next, unsigned int end)
{
	x->next = (u8)next;
	x->end = (u8)end;
	x->has_acceptor = x->mapping = x->flushing = x->copying = false;
	x->faulted = x->receiver_limits = false;
	x->stop = ITEMS_LATER;
	xfer_takes_nothing(x);
	x->offset = 0;
}

/* The typed items of the message of s, for r, as far as possible. */
enum items_stop ipc_items(struct thread *s, struct thread *r);
/* One string item with this first word, or the rest of one that has begun. */
enum items_stop ipc_string(struct thread *s, struct thread *r, word_t descriptor);

#endif
