/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SpaceControl with several processors: what other processors have to do with it.
 */
#ifndef L4_API_AREAS_H
#define L4_API_AREAS_H

#include <api/continuation.h>
#include <api/space.h>

struct areas_work;
struct space;

#ifdef CONFIG_SMP
/* Sets the redirector of s, which is in work; a->is_told: its threads know all of it. */
void areas_redirect(struct areas_work *a, struct space *s, word_t id);
#else
static inline void areas_redirect(struct areas_work *a __unused, struct space *s, word_t id)
{
	space_set_redirector(s, id);
}
#endif

/*
 * All processors tell their threads of the space that is in work `a`, that of self, the running
 * thread, or of a thread whose work self has taken over. Self goes on with `what` when it may be
 * done: a->is_told. Returns who runs next.
 */
struct tcb *areas_tell(struct thread *self, struct areas_work *a, enum continuation what);
/*
 * The areas of s are being placed by the thread `placer` of this processor, as far as the caller
 * has seen: that comes to its end for the sake of the caller, whose record is in hand. False: the
 * record comes by once more, as REQUEST_CALL.
 */
bool areas_serve(struct thread *caller, struct thread *placer, struct space *s);
/* All threads of the space that is in work have been told. */
void areas_end_telling(struct areas_work *a);
/* True if the work stops because all processors have to tell their threads. */
bool areas_wants_round(const struct areas_work *a);
#endif
