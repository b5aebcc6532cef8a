/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What other processors still know of page tables that have changed: translations in their
 * buffers, and what they walk in the kernel at that moment. The models are
 * tests/models/revoke.pml and flush.pml.
 *
 * Taking something away is noted for each space in which an entry changed, with mapdb_lock. Before
 * the lock is given back it is found out which processors may know more than the tables; those owe
 * a flush from then on, whoever asks them. A processor asks others in rounds, one at a time; what
 * comes up meanwhile waits for the next one. Waiting: <generic/grace.h>.
 */
#ifndef L4_GENERIC_FLUSH_H
#define L4_GENERIC_FLUSH_H

#include <base/atomic.h>
#include <base/list.h>
#include <base/percpu.h>
#include <generic/cpu_set.h>

struct ptab;

#define FLUSH_SPACES	4	/* noted before they are looked at */

/* One processor's part. */
struct flush {
	/* who has asked this processor and got no answer */
	struct cpu_set asked __aligned(64);
	/* what this processor asks: the generation of its round, and whom */
	u32 wanted __aligned(64);
	bool unloads;			/* destroyed spaces are to be left too */
	struct cpu_set targets;
	/* spaces whose tables this processor walks without a lock; NULL: none */
	const struct ptab *walks[2];

	const struct ptab *noted[FLUSH_SPACES];
	unsigned int nnoted;
	bool has_found;			/* of earlier ones of this run, somebody owes a flush */
	bool is_out;			/* a round is not over */
	bool has_next;			/* something waits for the next one, or asks then */
	bool unloads_next;		/* for the next round ... */
	struct cpu_set more;		/* ... and whom to ask beside those that owe one */
	/* what waits for the end of this round, and of the next one: threads, memory */
	struct list threads, threads_next;
	struct list pages, pages_next;
	void *objects, *objects_next;
	/* tables that have gone in this run with mapdb_lock */
	struct list pages_noted;
	/* which generation each of the others has answered; each writes its own */
	u32 done[NR_CPUS] __aligned(64);
};

/* Processors that owe a flush, whoever has noted it. Several processors only. */
extern struct cpu_set flush_owed;

#ifdef CONFIG_SMP
/* Before a processor runs. */
static inline void flush_init(struct flush *f)
{
	list_init(&f->threads);
	list_init(&f->threads_next);
	list_init(&f->pages);
	list_init(&f->pages_next);
	list_init(&f->pages_noted);
}

/* For <generic/flush_note.h>: there are others; something is noted. */
void flush_note_space(const struct ptab *pt);
bool flush_fold_noted(void);

/*
 * A round begins: those that flush_targets() says are asked, which must not be too often for one of
 * them (request_limit_puts_off()).
 */
void flush_request(struct flush *f, struct cpu_set targets);
/*
 * An interrupt by another processor: this one forgets what it knows, and tells whoever has asked.
 * Nothing is published then (walk_publish()). False: nobody has.
 */
bool flush_answer(void);
/* The same interrupt at the one that has asked: is the round over? */
void flush_look(void);
/* If this processor owes a flush it does it: true. */
bool flush_own(void);

/* For <generic/walk.h>. */
void walk_publish_both(const struct ptab *a, const struct ptab *b);
void walk_end_both(void);
#else
static inline bool flush_own(void)
{
	return false;
}
#endif

#endif
