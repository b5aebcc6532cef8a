/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ipc.pml: what a handler does for one thread.
 */
/*
 * On the processor of r, which waits: the message of s, whose word is `old`.
 * kernel: ipc_transfer_begin(); copies: copy_words()
 */
inline accept(s, old, r)
{
#ifdef WITHOUT_RULE_SWAP_BEFORE_COPY
	d_step { x0 = u0[r]; x1 = u1[r] };
	u0[r] = u0[s];
	u1[r] = u1[s];
	d_step {
		swap(s, old, ACCEPTED);
		if
		:: ok -> arrive(s, r)
		:: else -> must(once_and_whole, u0[r] == x0 && u1[r] == x1)
		fi
	};
	if
	:: ok -> push(owner[s], BACK, s, true)
	:: else
	fi
#else
#ifdef WITHOUT_RULE_ACCEPT_AFTER_COPY
	d_step { swap(s, old, ACCEPTED); quiet = silent[s]; dl[s] = ok; x0 = pay[s]; x1 = pay[s] };
	if
	:: ok ->
		u0[r] = u0[s];
		u1[r] = u1[s];
		d_step {
			must(once_and_whole, u0[r] == x0 && u1[r] == x1);
			msg[r] = x0;
			st[r] = RUN };
		push(owner[s], BACK, s, !quiet)
	:: else
	fi
#else
	d_step { swap(s, old, COPYING); quiet = silent[s] };
	if
	:: ok ->
		u0[r] = u0[s];
		u1[r] = u1[s];
#ifndef WITHOUT_RULE_SILENT_RETURNS_FIRST
		if
		:: quiet -> push(owner[s], BACK, s, false)
		:: else
		fi;
#endif
		d_step { word[s] = ACCEPTED; arrive(s, r) };
		if
#ifndef WITHOUT_RULE_SILENT_RETURNS_FIRST
		:: quiet
#endif
		:: else -> push(owner[s], BACK, s, !quiet)
		fi
	:: else
	fi
#endif
#endif
}

/* The receive phase of t begins. kernel: ipc_receive_queued(), ipc_continue_receive() */
inline receive(t)
{
	do
	:: true ->
		d_step {
			must(one_owner, has[t] == me);
			if
			:: at[0] == t && fits(0, t) -> y = 0
			:: at[1] == t && fits(1, t) -> y = 1
			:: at[2] == t && fits(2, t) -> y = 2
			:: else -> y = NONE; st[t] = WAITING
			fi
		};
		if
		:: y == NONE -> break
		:: else
		fi;
#ifndef WITHOUT_RULE_UNLINK_FIRST
		d_step { at[y] = NONE; held[y] = true };	/* kernel: rendezvous_unqueue() */
#endif
		accept(y, QUEUED, t);
#ifdef WITHOUT_RULE_UNLINK_FIRST
		at[y] = NONE;
#endif
		if
		:: ok -> break
		:: else -> d_step { held[y] = false }		/* a take-out is on its way */
		fi
	od
}

/*
 * The owner of t looks at its word, before whatever concerns t. `done`: its send phase is over,
 * and its receive phase has to begin. kernel: rendezvous_settle()
 */
inline settle(t)
{
#ifndef WITHOUT_RULE_LOOK_FIRST
	d_step {
#ifndef WITHOUT_RULE_WAIT_FOR_COPY
		st[t] != ASKING || word[t] != COPYING;
#endif
		if
		:: st[t] == ASKING && word[t] == ACCEPTED -> result(t, true); done = calls[t]
		:: st[t] == ASKING && word[t] == REFUSED -> result(t, false)
#ifndef WITHOUT_RULE_SILENT_IN_WORD
		:: st[t] == ASKING && (word[t] == ASKED || word[t] == QUEUED) -> silent[t] = false
#endif
		:: else
		fi
	}
#else
	skip
#endif
}

/*
 * The partner's processor may keep its bell still when it takes the message of t: then t has
 * nothing to do but to wait. kernel: rendezvous_is_silent()
 */
#ifdef WITHOUT_RULE_SILENT_UNLIMITED
#define has_limit(t)	false
#else
#define has_limit(t)	limited[t]
#endif
#ifdef WITHOUT_RULE_SILENT_NO_QUEUE
#define has_queue(t)	false
#else
#define has_queue(t)	(at[0] == t || at[1] == t || at[2] == t)
#endif
#define may_be_silent(t) (calls[t] && !has_limit(t) && !has_queue(t))

/* Within a step: t waits for its record, which may lie in this processor's queue without a bell. */
inline fetch(t)
{
#ifndef WITHOUT_RULE_FETCH_SILENT
	bell[me] = (len(q[me]) + len(q[3 + me]) + len(q[6 + me]) > 0)
#else
	skip
#endif
}

/* t begins to send. kernel: send_begin(), send_wait(), ipc_send_remote() */
inline ask(t)
{
	r = to[t];
	d_step {
		d = NONE;
		if
		:: dead[r] -> pay[t] = 0; dl[t] = 0; res[t] = false; result(t, false)
		:: !dead[r] && mine(r) && st[r] == WAITING && fits(t, r) ->
			/* On this processor: no record, no swap. kernel: transfer_begin() */
			pay[t] = u0[t]; dl[t] = 0; res[t] = false;
			u0[r] = pay[t]; u1[r] = pay[t];
			arrive(t, r);
			result(t, true);
			done = calls[t]
		:: !dead[r] && mine(r) && !(st[r] == WAITING && fits(t, r)) && zero[t] ->
			must(answer_not_refused, !(r == S && owed && u0[t] == pay[S] && t == W));
			pay[t] = 0; dl[t] = 0; res[t] = false;
			result(t, false)
		:: else ->
			if
#ifdef WITHOUT_RULE_HOME_BEFORE_SEND
			:: true ->
#else
			:: home[t] ->
#endif
				must(record_in_one_hand, !held[t] && inq[t] == 0 && at[t] == NONE);
				home[t] = false;
				pay[t] = u0[t]; u1[t] = u0[t]; dl[t] = 0; res[t] = false;
				st[t] = ASKING;
				armed = armed || (t == S && !zero[S]);
				silent[t] = may_be_silent(t);
				if
				:: mine(r) -> word[t] = QUEUED; qcpu[t] = me; at[t] = r
				:: else -> word[t] = ASKED; d = owner[r]
				fi;
#ifndef WITHOUT_RULE_HOME_BEFORE_SEND
			:: else -> st[t] = HOMING; fetch(t)
#endif
			fi
		fi
	};
	if
	:: d != NONE -> push(d, IPC, t, true)
	:: else
	fi
}

/*
 * The send phase of t ends, unless it is too late. Nothing waits for that; the record comes home
 * by itself.
 * kernel: ipc_withdraw()
 */
inline withdraw(t)
{
	do
	:: d_step { (st[t] == ASKING || st[t] == ZOMBIE) && word[t] == ASKED ->
		d = owner[to[t]] };
		d_step { swap(t, ASKED, CANCELLED) };
		if
#ifdef WITHOUT_RULE_ASKED_SENDS_NOTHING
		:: ok -> push(d, OUT, t, true); break
#else
		:: ok -> break
#endif
#ifdef WITHOUT_RULE_LOOK_AGAIN
		:: else -> break
#else
		:: else
#endif
		fi
	:: d_step { (st[t] == ASKING || st[t] == ZOMBIE) && word[t] == QUEUED -> d = qcpu[t] };
		d_step { swap(t, QUEUED, CANCELLED); d = qcpu[t] };
		if
		:: ok -> push(d, OUT, t, true); break
#ifdef WITHOUT_RULE_LOOK_AGAIN
		:: else -> break
#else
		:: else
#endif
		fi
#ifndef WITHOUT_RULE_WAIT_FOR_COPY
	:: (st[t] == ASKING || st[t] == ZOMBIE) && word[t] == COPYING -> word[t] != COPYING
#endif
	:: else -> break
	od
}

/* Within a step, at the end of each: t is dead; its memory. kernel: thread_free() */
inline reap(t)
{
#ifdef WITHOUT_RULE_FREE_AT_HOME
	st[t] = FREE
#else
	if
	:: home[t] -> st[t] = FREE
	:: else -> fetch(t)
	fi
#endif
}

/* Who is queued to v is told. kernel: wake_senders() */
inline refuse_queue(v)
{
	do
	:: d_step {
		y = NONE;
		if
		:: at[0] == v -> y = 0
		:: at[1] == v -> y = 1
		:: at[2] == v -> y = 2
		:: else
		fi;
		if
		:: y != NONE -> swap(y, QUEUED, REFUSED); at[y] = NONE; held[y] = ok
		:: else
		fi };
	   if
	   :: y == NONE -> break
	   :: y != NONE && ok -> push(owner[y], BACK, y, true)
	   :: else
	   fi
	od
}

/* v is deleted, by its owner. kernel: detach(), delete_begin() */
inline delete(v)
{
	d_step { dead[v] = true; leaves[v] = false; res[v] = false;
		owed = owed && v != S; st[v] = ZOMBIE };
	refuse_queue(v);
	withdraw(v);
	skip;
	d_step { reap(v) }
}

/* t goes to processor d, its record at home. kernel: migrate_begin() */
inline leave(t)
{
	d_step {
		leaves[t] = false;
		d = (me == 2 -> 1 : 2);
#ifdef WITHOUT_RULE_NEW_OWNER_WRITES
		owner[t] = d
#else
		target[t] = d
#endif
	};
	left = 0;
#ifndef WITHOUT_RULE_ASK_AGAIN_BEHIND
	/* Those in its queue go behind it; a bit for each. */
	do
	:: d_step {
		y = NONE;
		if
		:: at[0] == t -> y = 0
		:: at[1] == t -> y = 1
		:: at[2] == t -> y = 2
		:: else
		fi;
		if
		:: y != NONE ->
			swap(y, QUEUED, ASKED);
			at[y] = NONE;
			held[y] = ok;
			left = left | (ok -> 1 << y : 0)
		:: else
		fi };
		if
		:: y == NONE -> break
		:: else
		fi
	od;
#endif
	skip;
	d_step { home[t] = false; has[t] = NONE };
	push(d, MOVED, t, true);
	do
	:: left & 1 -> left = left & 6; push(d, IPC, 0, true)
	:: left & 2 -> left = left & 5; push(d, IPC, 1, true)
	:: left & 4 -> left = left & 3; push(d, IPC, 2, true)
	:: else -> break
	od;
	skip
}
