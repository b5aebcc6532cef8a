/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces as X.2 knows them: areas of the kernel interface page and the UTCBs, members.
 */
#ifndef L4_API_SPACE_H
#define L4_API_SPACE_H

#include <api/space_member.h>
#include <base/list.h>
#include <generic/iospace.h>
#include <generic/mapdb.h>
#include <generic/ptab_change.h>
#include <l4/abi/utcb.h>

struct thread;

#define SPACE_LOCALS	32	/* UTCBs in a row that the short path can tell apart */

/*
 * So many pages at the beginning of an area stay when no UTCB is left in them, until the areas are
 * placed anew or the space goes: the next UTCB there needs no page.
 */
#define UTCB_PAGES_STAY	8

struct space {
	/*
	 * Hot lines of threads by the low bits of their UTCB's number, for the short path; nobody's
	 * where there is none. Of several threads with the same bits it is the youngest.
	 */
	void *local[SPACE_LOCALS];
	struct ptab pt;
	u64 serial;			/* no other space ever has the same */
	struct list members;		/* threads, inactive ones too; dying: its deleter's list */
	unsigned int nthreads, nactive;	/* active: those with a UTCB */
	bool is_initialised;		/* areas are set */
	bool is_privileged;		/* sigma0, sigma1, root task */
	bool compat;			/* its programs have 32-bit words: space_is_compat() */
	bool has_run;			/* a thread of it was active once */
	bool waits;			/* destroyed: for the processors that have it loaded */
	bool takes_far;			/* others may be writing there: space_takes_far() */
	uvaddr_t kip_base;
	struct range utcb_area;
	struct thread *placer;		/* whose work places the areas now; NULL: nobody's */
	/* The first pages of UTCBs, where the kernel sees them; NULL: not there. */
	char *utcb_pages[UTCB_PAGES_STAY];
	uvaddr_t utcb_va;		/* of the others the one that was looked for last ... */
	char *utcb_page;		/* ... and where the kernel sees it; NULL: none */
	word_t redirector;		/* thread id; nil: none */
#ifdef CONFIG_SMP
	unsigned int tells;		/* calls that have its threads told whether there is one */
#else
	struct list *tell_next;		/* first member that does not know it; NULL: all do */
	struct list tell_link;		/* in a list as long as there is such a member */
#endif
	struct iospace io;
#ifdef CONFIG_LIPC_USER
	struct lipc_group *lipc;	/* one for each processor where threads have opted in */
#endif
};

/*
 * True if words of UTCBs and system calls have 32 bits in this space. It is decided before the
 * first thread of the space becomes active, and for good.
 */
static inline bool space_is_compat(const struct space *s)
{
	return IS_ENABLED(CONFIG_COMPAT32) && atomic_glance(&s->compat);
}

/*
 * A thread of s takes items that another processor writes. That one learns at its next preemption
 * point if the thread has left the transfer; until then it may be writing to the UTCB, and mapping
 * to the space, in which the thread was. So what s gives back waits for all processors.
 */
static inline void space_takes_far(struct space *s)
{
	if (!atomic_glance(&s->takes_far))
		atomic_poke(&s->takes_far, true);
}

/* A thread comes from `old` to s; its items may be written to either by now. */
static inline void space_takes_far_as(struct space *s, const struct space *old)
{
	if (IS_ENABLED(CONFIG_SMP) && unlikely(atomic_glance(&old->takes_far)))
		space_takes_far(s);
}

/* A space without threads; NULL: no memory. */
struct space *space_create(void);
/* Destroys an empty space stepwise; tearing is false before the first call. Errors: ERR_AGAIN. */
err_t space_destroy(struct space *s, struct unmap_op *op, bool *tearing) __must_check;

/* Give back a space that never had a thread. */
void space_discard(struct space *s);

void space_enter(struct space *s, struct thread *t);
/*
 * t enters s, in which there was a thread since the last preemption point. False: s has lost the
 * last one since, and t is in no space. Several processors only.
 */
bool space_join(struct space *s, struct thread *t) __must_check;
/*
 * The same of a thread that becomes active at once: *utcb is the kernel's alias of its UTCB, where
 * space_utcb_fits() was true. Errors, t is in no space then: as of space_utcb_alloc(); ERR_AGAIN
 * if s has lost its last thread, too.
 */
err_t space_enter_active(struct space *s, struct thread *t, uvaddr_t location,
			 word_t __user **utcb) __must_check;
/* True: that was its last thread. */
bool space_leave(struct thread *t);
/* The same; the UTCB of t goes too, if it has one. */
bool space_leave_all(struct thread *t);

/*
 * s, which the thread with the id `member` is in, stays as if it had a thread more. False: there is
 * no such thread in it any more. Several processors only, where one finds a thread in s while
 * another one deletes it.
 */
bool space_pin(struct space *s, word_t member) __must_check;
/* It stays as if it had a thread more. */
static inline void space_keep(struct space *s)
{
	lock_acquire(&mapdb_lock);
	s->nthreads++;
	lock_release(&mapdb_lock);
}

/* The end of that; true: it has no thread left. */
static inline bool space_drop(struct space *s)
{
	bool is_last;

	lock_acquire(&mapdb_lock);
	is_last = --s->nthreads == 0;
	lock_release(&mapdb_lock);
	return is_last;
}
#ifdef CONFIG_SMP
/* Tells those of this processor. The mark, at rest in the beginning, shows how far that is. */
err_t space_tell_own(struct space *s, struct space_member *mark) __must_check;
/*
 * The space of the thread with this id, kept until space_drop(), whatever its threads do; NULL:
 * there is no such thread, or it is in no space.
 */
struct space *space_keep_of(word_t id);
/* True if the areas of s are being placed by a thread of another processor. */
bool space_is_placed_elsewhere(const struct space *s);
#else
static inline bool space_is_placed_elsewhere(const struct space *s __unused)
{
	return false;
}

/* Nil: messages go where they are sent to. The threads of the space have to be told then. */
void space_set_redirector(struct space *s, word_t id);
/* Of all spaces, also such as another call has left in the middle. Errors: ERR_AGAIN. */
err_t space_tell_members(void) __must_check;
#endif

/* No page of users may be left there. Takes from r what page tables it needs. */
void space_set_areas(struct space *s, uvaddr_t kip_base, struct range utcb_area,
		     struct ptab_reserve *r);
/* Goes on with the areas that the SpaceControl of this thread places. Errors: ERR_AGAIN. */
err_t space_place_areas(struct thread *placer) __must_check;
/*
 * Ends what another call has begun: no thread becomes active in s while its areas are being placed.
 * Errors: ERR_AGAIN.
 */
static inline __must_check err_t space_settle_areas(struct space *s)
{
	struct thread *placer = atomic_glance(&s->placer);

	return unlikely(placer != NULL) ? space_place_areas(placer) : ERR_OK;
}

/* There is a UTCB area, and location is aligned and inside of it. */
static inline bool space_utcb_fits(const struct space *s, uvaddr_t location)
{
	uvaddr_t start = atomic_glance(&s->utcb_area.start), end = atomic_glance(&s->utcb_area.end);

	/* As long as there is none it is empty. It consists of pages. */
	return IS_ALIGNED(location, BIT(L4_UTCB_SIZE_LOG2)) && location - start < end - start;
}
/*
 * The kernel's alias of the UTCB, allocated for t, where space_utcb_fits() was true. Errors:
 * ERR_NOMEM, ERR_BUSY; ERR_AGAIN: another processor places the areas now, or has decided the word
 * size since the caller looked.
 */
err_t space_utcb_alloc(struct space *s, uvaddr_t location, struct thread *t,
		       word_t __user **utcb) __must_check;
/* That of t goes; t->tcb.utcb is its alias. */
void space_utcb_free(struct space *s, struct thread *t);
/* The entry of `local` for this local id or UTCB location. */
static inline void **space_local(struct space *s, word_t local_id)
{
	return &s->local[(local_id >> L4_UTCB_SIZE_LOG2) % SPACE_LOCALS];
}

/* Active thread of s with this local id; NULL if there is none. */
struct thread *space_thread_at(struct space *s, word_t local_id);

size_t space_count(void);

#endif
