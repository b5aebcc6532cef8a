/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Local ids: what they name in a space, and the global ids for them.
 */
#include <api/thread.h>

#include <api/space.h>

struct thread *thread_resolve_local(const struct thread *t, word_t id)
{
	struct thread *named = t->tcb.space != NULL ? space_thread_at(t->tcb.space, id) : NULL;

	/* While a thread is being deleted its UTCB is still there. */
	return named != NULL && atomic_glance(&named->tcb.id) != 0 ? named : NULL;
}

word_t thread_globalize_local(const struct thread *t, word_t id)
{
	struct thread *named = thread_resolve(t, id);

	return named != NULL ? atomic_glance(&named->tcb.id) : L4_TID_NIL;
}

word_t thread_id_seen(const struct thread *viewer, word_t id)
{
	const struct thread *t = thread_find(id);
	word_t local;

	if (t == NULL || atomic_glance(&t->tcb.space) != viewer->tcb.space)
		return id;
	local = atomic_glance(&t->tcb.local_id);
	/* It may have left for another space just now, where that is its local id. */
	return is_mine(&t->tcb) || thread_resolve_local(viewer, local) == t ? local : id;
}
