/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SpaceControl: its progress. The call itself stands in <api/syscalls.h>.
 */
#ifndef L4_API_SPACE_CONTROL_H
#define L4_API_SPACE_CONTROL_H

#include <api/space_member.h>
#include <generic/mapdb.h>
#include <generic/ptab_change.h>

struct space;
struct tcb;
struct thread;

struct areas_work {
	word_t member, kip_fpage, utcb_fpage, redirector; /* as given */
	bool wants_compat;	/* the space is to have 32-bit words */
	word_t old_control;	/* result of the call, when it has begun */
	u8 step;
	struct space *space;	/* being placed; NULL: it has gone */
	struct range kip, utcb;
	struct ptab_reserve reserve;
	struct unmap_op op;
	u8 cleared;		/* how many of the two areas */
	bool started;		/* the next one */
#ifdef CONFIG_SMP
	struct space *kept;	/* the space, as long as the call needs it; NULL: none */
	struct space_member mark;
	bool is_told;		/* all processors have told their threads */
	bool waits;		/* for those that may know what was in the areas */
	word_t error;		/* result of the call, when the space is kept no longer */
#endif
};

/* One stretch of the work of t; *error is the call's result. Errors: ERR_AGAIN. */
err_t work_areas(struct thread *t, word_t *error) __must_check;
/* The continuation. Returns who runs next. */
struct tcb *continue_areas(struct thread *t);

#endif
