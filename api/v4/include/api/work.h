/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel work that may stop at a preemption point and be continued: what remains to be done
 * stands here, never on a stack.
 */
#ifndef L4_API_WORK_H
#define L4_API_WORK_H

#include <base/list.h>
#include <generic/mapdb.h>

struct space;
struct tcb;
struct thread;

/* What a thread does before it returns to user mode (tcb.continuation). */
enum continuation {
	CONTINUE_NOTHING,
	CONTINUE_RECEIVE,	/* take a queued message, or wait */
	CONTINUE_TRANSFER,	/* go on with the typed items of the message to send */
	CONTINUE_UNMAP,
	CONTINUE_MEMORY,	/* set memory types */
	CONTINUE_DELETE,	/* delete threads and spaces */
	CONTINUE_MODIFY,	/* ThreadControl on a thread that exists */
	CONTINUE_AREAS,		/* SpaceControl */
};

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
	u8 next, end;		/* message registers still to do */
	u8 buffer;		/* buffer register of the next receive string; 0: none left */
	bool has_acceptor;
	bool mapping;		/* map is under way */
	bool flushing;		/* rest is under way */
	bool copying;		/* a string is under way */
	bool faulted;		/* a page fault has started the transfer timeout */
	bool receiver_limits;	/* it is the receiver's timeout that is shorter */
	word_t acceptor;	/* the receiver's BR0, read once */
	word_t offset;		/* bytes of strings copied so far */
	struct map_op map;
	struct unmap_op rest;	/* grant: what the window did not take */
	struct range rest_tail;	/* and its second part */
	struct string_side from, to;
};

/* Registers from `next` to `end` hold items. The marks say what has begun. */
static inline void xfer_begin(struct xfer *x, unsigned int next, unsigned int end)
{
	x->next = (u8)next;
	x->end = (u8)end;
	x->has_acceptor = x->mapping = x->flushing = x->copying = false;
	x->faulted = x->receiver_limits = false;
	x->stop = ITEMS_LATER;
	x->offset = 0;
}

/* Parameters of ThreadControl after conversion: ids are global or nil. */
struct thread_change {
	word_t dest, space, scheduler, pager;
	uvaddr_t utcb;
};

struct work {
	union {
		struct {
			struct unmap_op op;
			word_t fpage;		/* current one, read once */
			u8 next, count;		/* its number, how many there are */
			bool flush;
			bool started;
		} unmap;
		struct {
			struct unmap_op op;
			u8 next, count;		/* as above */
			u8 type[4];		/* the four attributes as memory types */
			bool started;
		} memory;
		struct {
			struct list threads;	/* dying (tcb.ready) */
			struct list spaces;	/* dying (members) */
			struct unmap_op op;	/* of the first space */
			bool tearing;		/* it has begun */
		} del;
		struct {
			struct thread_change q;
			bool done;		/* only others have to be told */
			struct space *empty;	/* the thread was its last one; or NULL */
			struct unmap_op op;	/* of that space, and before of this one: */
			struct space *held;	/* the thread has left a page to finish; or NULL */
			bool tearing;
		} modify;
		struct {
			word_t member, kip_fpage, utcb_fpage, redirector; /* as given */
			u8 step;
			struct space *space;	/* being placed; NULL: it has gone */
			struct range kip, utcb;
			struct ptab_reserve reserve;
			struct unmap_op op;
			u8 cleared;		/* how many of the two areas */
			bool started;		/* the next one */
		} areas;
	};
};

/* Output of a thread: beside its work, for messages of the kernel come in between. */
struct print {
	uvaddr_t text;			/* what is left of it, with ATTENTION_TEXT */
	word_t ip;			/* of the trap that prints it */
	bool stops;			/* the thread, afterwards */
	u32 position;			/* of the console: it waits until that is out */
};

/* One stretch of the work of t, until it is done (ERR_OK) or has to stop (ERR_AGAIN). */
err_t work_unmap(struct thread *t) __must_check;
err_t work_memory(struct thread *t) __must_check;
err_t work_modify_rest(struct thread *t) __must_check;
/* The same; *error is the call's result. */
err_t work_areas(struct thread *t, word_t *error) __must_check;

/*
 * A deleter of t cannot wait for its Unmap or MemoryControl: what they have not begun is dropped,
 * and they end with the page at which they are. To be called once.
 */
void unmap_curtail(struct thread *t);
void memory_curtail(struct thread *t);
/* The same for a mover of t to another space, who takes over the rest of the page; false: none. */
bool unmap_hand_over(struct thread *t, struct unmap_op *op);
bool memory_hand_over(struct thread *t, struct unmap_op *op);

/* Whatever t has begun and must not be left half done; not deletions. */
err_t work_finish(struct thread *t) __must_check;

/* Delete v: work of self, the running thread. Returns who runs next. */
struct tcb *delete_begin(struct thread *self, struct thread *v);

#endif
