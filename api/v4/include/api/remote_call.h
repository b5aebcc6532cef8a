/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls about a thread of another processor. The caller stands still while its record goes
 * to the owner of that thread, which does the work as if the call had been made there, writes the
 * results into the caller's `work`, and sends the record home; the caller then returns with them.
 *
 * Whatever others do to the caller meanwhile comes behind the call: new registers of it stay, and
 * a halt stops it when it has its results.
 */
#ifndef L4_API_REMOTE_CALL_H
#define L4_API_REMOTE_CALL_H

#include <base/err.h>
#include <base/types.h>

struct tcb;
struct thread;

/* What one kind of call does. */
struct remote_ops {
	/*
	 * The call of s, whose record is in hand, on t, which belongs to this processor; NULL: no
	 * thread has the id. False: the record goes elsewhere first, and that has been seen to; not
	 * without a thread.
	 */
	bool (*serve)(struct thread *s, struct thread *t);
	/* s is at home, with its results or call.error. Returns who runs next. */
	struct tcb *(*finish)(struct thread *s);
	/*
	 * s has been deleted since, its record is at home: one stretch of what must not be left
	 * half done; NULL: there is nothing. Errors: ERR_AGAIN.
	 */
	err_t (*rest)(struct thread *s);
	/* It may wait until a thread has moved: nobody waits for the caller's own move then. */
	bool awaits_move;
};

struct remote_call {
	const struct remote_ops *ops;
	word_t dest;		/* global id of the thread that it is about */
	word_t error;		/* a code of X.2; 0: none */
	/* The caller as it was when it called. */
	word_t caller;		/* global id */
	u64 serial;		/* of its space */
	bool is_privileged;
	prio_t prio;
	bool is_done;		/* for the caller to finish */
};

/*
 * The running thread self makes a call about the thread dest; `work` says what it asks for. Returns
 * who runs next.
 */
struct tcb *remote_call(struct thread *self, word_t dest, const struct remote_ops *ops);
/* The continuation. */
struct tcb *continue_remote(struct thread *self);
/* What is left of the call of s, which is deleted. Errors: ERR_AGAIN. */
err_t remote_rest(struct thread *s) __must_check;
/* Serves the call of s, whose record this processor has in hand. */
void remote_request(struct thread *s);
/* The call of s, whose record this processor has in hand, is done: it goes home. */
void remote_done(struct thread *s);

#endif
