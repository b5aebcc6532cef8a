/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC of untyped messages between processors: one record and one word for each thread.
 *
 * S (0) is on processor A, R (1) on B, W (2) on C unless LOCAL puts it on A; D (3), on C, only
 * deletes. A processor's handlers run with interrupts off, so each is one process, interleaved
 * with the others at every access to what they share. A queue for each pair of processors is FIFO
 * per producer and no more. How queues are made is in queue.pml; deletion told to all in
 * waiters.pml.
 *
 * What they do; one of these:
 *   CHAIN    S calls R and waits for anybody; R tells W; W answers S, timeout 0
 *   CALL     S calls R and waits for R, R replies, timeout 0: what most IPC is
 *   PAIR     S and R call each other
 *   CYCLE    S sends to R, R to W, W to S, each with timeout 0 and then waits for anybody
 *   (none)   S calls R and waits for anybody; R only receives
 * What W does beside CALL or nothing: THIRD: sends to S, timeout 0; PROXY: sends to S in the name
 * of R, and waits for that. MUTE: R may end instead of sending. How S sends: ZERO (in PAIR R
 * too): timeout 0; LIMIT: its receive phase has a limit. What happens once, at any moment:
 * TIMEOUT (of a send phase of S), CANCEL (of S; CANCELS times), DELETE (of thread DELETE by D),
 * MOVE (of thread MOVE to C; MOVES times, then back to B).
 *
 * Bounds: three threads, ROUNDS messages of S, two words, each event once or twice. All roles
 * that a thread can have towards a record are there: its sender, its receiver, a third one that
 * knows of the message by another way, the mover, the deleter; a fourth thread would play one of
 * them again, for records share nothing but queues, and these hold several. Two rounds use each
 * record again.
 */
#include "model.pml"

#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef CANCELS
#define CANCELS 1
#endif
#ifndef MOVES
#define MOVES 1
#endif
#ifdef DELETE
#define DELETED DELETE
#else
#define DELETED NONE
#endif

#include "ipc_words.pml"
#include "ipc_steps.pml"

/* Not the kernel: what the program of t does next. */
inline program(t)
{
	if
	:: st[t] == HOMING -> k = ASK
	:: else ->
#if defined(PAIR)
		if
		:: t != W && pc[t] < ROUNDS ->
			k = ASK; to[t] = 1 - t; from[t] = 1 - t; calls[t] = true
		:: else -> st[t] = DONE
		fi;
		u0[t] = pc[t] + 1
#elif defined(CYCLE)
		if
		:: pc[t] < ROUNDS -> k = ASK; to[t] = (t + 1) % 3; from[t] = ANY; calls[t] = true
		:: else -> st[t] = DONE
		fi;
		u0[t] = pc[t] + 1
#else
		if
		:: t == S && pc[S] < ROUNDS ->
			k = ASK; to[S] = R; u0[S] = pc[S] + 1; calls[S] = true;
#ifdef CALL
			from[S] = R
#else
			from[S] = ANY
#endif
		:: t == S && pc[S] == ROUNDS -> st[S] = DONE
#if defined(THIRD) || defined(PROXY)
		:: t == W && pc[W] < 1 -> k = ASK; to[W] = S; u0[W] = 7
		:: t == W && pc[W] >= 1 -> st[W] = DONE
#elif defined(CALL)
		:: t == W -> st[W] = DONE
#endif
		:: else ->
			from[t] = ANY;
			if
#if defined(CALL) || defined(CHAIN)
			:: msg[t] == 0 -> k = RECV
#else
			:: true -> k = RECV; msg[t] = 0
#endif
#if defined(MUTE)
			:: t == R && msg[R] != 0 -> st[R] = DONE
#endif
#if defined(CALL) || defined(CHAIN)
			:: msg[t] != 0 ->
				k = ASK; u0[t] = msg[t]; msg[t] = 0; pc[t] = 0;
#ifdef CALL
				to[t] = S; calls[t] = true
#else
				to[t] = (t + 1) % 3
#endif
#endif
			fi
		fi
#endif
	fi
}

#define may_run(t) (mine(t) && !leaves[t] && (st[t] == RUN || (st[t] == HOMING && home[t])))
#define in_ipc(t) (st[t] == ASKING || st[t] == WAITING || st[t] == HOMING)
#define event(t) (mine(t) && st[t] != ZOMBIE && st[t] != FREE)

proctype cpu(byte me)
{
	byte s = NONE, r, t = NONE, l = NONE, y, d, x0, x1, left;
	bool asks, ok, done, quiet, over;
	mtype k;

end:	do
	:: atomic {
		/* A request. kernel: request_take() */
		if
		:: bell[me] && (nempty(q[me]) || nempty(q[3 + me]) || nempty(q[6 + me])) ->
			if
			:: q[me]?k, s
			:: q[3 + me]?k, s
			:: q[6 + me]?k, s
			fi;
			bell[me] = (len(q[me]) + len(q[3 + me]) + len(q[6 + me]) > 0);
			inq[s]--;
			held[s] = true;
			if
			:: k == IPC -> l = to[s]
			:: k == DEL -> l = DELETED
			:: else
			fi;
			if
			:: l != NONE && !mine(l) -> l = NONE
			:: else
			fi
		/* A program. */
		:: may_run(0) -> t = 0; program(0)
		:: may_run(1) -> t = 1; program(1)
		:: may_run(2) -> t = 2; program(2)
#ifdef TIMEOUT
		/* kernel: ipc_expired() */
		:: armed && event(S) && (st[S] == ASKING || st[S] == HOMING) ->
			armed = false; expired = true; k = EXPIRE; t = S; l = S
#endif
#ifdef CANCEL
		/* kernel: cancel() */
		:: cancels > 0 && event(S) && in_ipc(S) ->
			cancels--; cancelled = true; k = CANCELS_IT; t = S; l = S
#endif
		/* kernel: limit_reached() */
		:: limited[S] && event(S) && st[S] == WAITING ->
			k = LIMITS; t = S
#ifdef MOVE
		/* kernel: sys_schedule() */
		:: moves > 0 && event(MOVE) && !leaves[MOVE] && st[MOVE] != DONE ->
			moves--; k = LEAVE; t = MOVE; l = MOVE
#endif
#ifdef DELETE
		/* kernel: sys_thread_control() */
		:: deletes > 0 && me == 2 ->
			deletes--; k = DEL; s = D; home[D] = false; held[D] = true;
			l = (mine(DELETE) -> DELETE : NONE)
#endif
		fi;
		/* Sent on this processor: the partner is looked at, as if a request had come. */
		if
		:: k == ASK && !dead[to[t]] && mine(to[t]) -> l = to[t]
		:: else
		fi;
		asks = (l != NONE && st[l] == ASKING) };

	/* Whatever concerns a thread looks at its word first. */
	if
	:: asks ->
		settle(l);
		if
		:: done -> done = false; receive(l)
		:: else
		fi
	:: else
	fi;

	if
	:: k == ASK -> ask(t)
	:: k == RECV -> done = true
	:: k == IPC ->
		r = to[s];
		/* Who has r takes the request; others pass it on. kernel: ipc_request() */
		if
		:: !dead[r] && !mine(r) ->
			d = (owner[r] == me -> target[r] : owner[r]);
			push(d, IPC, s, true)
		:: else ->
			d_step { must(one_owner, has[r] == me || dead[r]) };
			if
#ifdef WITHOUT_RULE_GATE_CLOSED
			:: !dead[r] && fits(s, r) &&
				(st[r] == WAITING || (st[r] == ASKING && calls[r])) ->
#else
			:: !dead[r] && st[r] == WAITING && fits(s, r) ->
#endif
				accept(s, ASKED, r)
			:: dead[r] || (!(st[r] == WAITING && fits(s, r)) && zero[s]) ->
				d_step {
					swap(s, ASKED, REFUSED);
					must(answer_not_refused, !(ok && !dead[r] && r == S &&
						owed && u0[s] == pay[S] && fits(s, S)))
				};
				ok = false
			:: else ->
				d_step {
					swap(s, ASKED, QUEUED);
					if
					:: ok ->
						qcpu[s] = me;
						must(record_in_one_hand, at[s] == NONE);
						at[s] = r;
						held[s] = false
					:: else
					fi }
			fi;
			if
			:: ok
			:: else -> push(owner[s], BACK, s, true)	/* refused, or cancelled */
			fi
		fi
	:: k == OUT ->
		/* kernel: rendezvous_unqueue() */
		d_step {
			must(memory_untouched, st[s] != FREE);
			if
			:: at[s] != NONE ->
				must(one_owner, has[at[s]] == me);
				at[s] = NONE;
				ok = true
			:: else
			fi };
		if
#ifdef WITHOUT_RULE_OUT_COMES_BACK
		:: !ok
		:: ok ->
#else
		:: true ->
#endif
			push(owner[s], BACK, s, true)
		fi
	:: k == BACK ->
		/* kernel: request_home() */
		if
		:: s == D -> home[D] = true; held[D] = false
		:: else ->
			/* kernel: ipc_settle_asking() */
			if
			:: st[s] == ASKING -> word[s] != COPYING
			:: else
			fi;
			d_step {
				must(one_owner, owner[s] == me && !home[s]);
				held[s] = false;
				home[s] = true;
				if
				:: st[s] == ZOMBIE ->
					must(record_in_one_hand, at[s] == NONE);
					reap(s)
#ifdef WITHOUT_RULE_STILL_ASKS
				:: word[s] == ACCEPTED && st[s] != ZOMBIE && st[s] != FREE ->
#else
				:: st[s] == ASKING && word[s] == ACCEPTED ->
#endif
					result(s, true); t = s; done = calls[s]
				:: st[s] == ASKING && word[s] != ACCEPTED ->
					result(s, false)
				:: else
				fi };
			over = true
		fi
	:: k == MOVED ->
		/* kernel: migrate_end() */
		d_step {
			held[s] = false; home[s] = true;
			has[s] = me; owner[s] = me; target[s] = NONE
		}
	:: k == DEL ->
		r = DELETED;
		/* kernel: delete_request() */
		if
		:: mine(r) -> delete(r); push(2, BACK, D, true)
		:: else -> d = (owner[r] == me -> target[r] : owner[r]); push(d, DEL, D, true)
		fi
	:: k == EXPIRE ->
		d_step {
			if
			:: st[S] == HOMING ->
				dl[S] = 0; res[S] = false;
				result(S, false)
			:: else
			fi };
		/* It goes on at once; the record comes home by itself. */
		ok = false;
		withdraw(S);
		skip;
		d_step { if :: ok -> result(S, false) :: else fi };
		ok = false
	:: k == CANCELS_IT ->
		ok = false;
		withdraw(S);
		skip;
		d_step { if :: ok -> result(S, false) :: else fi };
		ok = false;
		settle(S);
		d_step {
			if
			:: done || st[S] == WAITING ->
				st[S] = RUN; done = false; owed = false; cancelled = false
			:: st[S] == HOMING -> dl[S] = 0; res[S] = false; result(S, false)
			:: !done && st[S] == RUN -> cancelled = false	/* a message was first */
			:: else
			fi }
	:: k == LIMITS -> d_step { st[S] = RUN; owed = false; cancelled = false }
	:: k == LEAVE ->
		leaves[t] = true;
#ifndef WITHOUT_RULE_WITHDRAW_BEFORE_MOVE
		if
		:: st[t] == ASKING ->
			ok = false;
			withdraw(t);
			if
			:: ok -> st[t] = HOMING; ok = false	/* there it asks again */
			:: else -> settle(t)
			fi
		:: else
		fi;
		d_step { if :: !home[t] -> fetch(t) :: else fi };
#endif
		over = true
	:: else
	fi;

	/* Its receive phase begins. kernel: ipc_receive_begin() */
	if
	:: done -> done = false; if :: t == NONE -> t = s :: else fi; receive(t)
	:: else
	fi;
	/* It has waited for its record, to move. */
	if
	:: over && t == NONE -> t = s
	:: else
	fi;
	if
#ifdef WITHOUT_RULE_WITHDRAW_BEFORE_MOVE
	:: over && leaves[t] -> leave(t)
#else
	:: over && leaves[t] && home[t] -> leave(t)
#endif
	:: else
	fi;
	d_step {
		k = 0; s = NONE; t = NONE; l = NONE; r = 0; y = 0; d = 0; x0 = 0; x1 = 0; left = 0;
		asks = false; ok = false; done = false; quiet = false; over = false
	}
	od
}

/* Not the kernel: nothing moves any more. */
#define lies(t)		(word[t] == ACCEPTED && silent[t] && inq[t] == 1)	/* without a bell */
#define receives(t)	(st[t] == WAITING || (st[t] == ASKING && lies(t)))
#define queued(t)	(st[t] == ASKING && word[t] == QUEUED && at[t] == to[t] && !dead[to[t]] && \
			 !(receives(to[t]) && fits(t, to[t])))
#define settled(t)	((st[t] == DONE || st[t] == FREE || receives(t) || queued(t)) && \
			 (home[t] || st[t] == FREE || queued(t) || lies(t)) && \
			 (st[t] != FREE || at[t] == NONE) && !leaves[t] && \
			 target[t] == NONE && !held[t])

/* Not the kernel: what must be so then. */
proctype monitor()
{
	timeout;
	must(timeout_not_lost, !(expired && st[S] == ASKING));
	must(timeout_not_lost, !(limited[S] && receives(S)));
	must(cancel_not_lost, !(cancelled && (st[S] == ASKING || st[S] == WAITING)));
	must(only_programs_wait, settled(S) && settled(R) && settled(W) && home[D]);
#if (defined(CHAIN) || defined(CALL)) && !defined(CANCEL) && !defined(DELETE) && \
	!defined(LIMIT) && !defined(PROXY) && !defined(MUTE)
	must(answer_not_refused, st[S] == DONE)
#endif
}

init
{
	atomic {
		byte i;
		for (i : 0 .. 2) {
			st[i] = RUN; word[i] = REST; owner[i] = i; has[i] = i; target[i] = NONE;
			home[i] = true; at[i] = NONE; to[i] = (i + 1) % 3; from[i] = ANY
		}
		home[D] = true;
		moves = MOVES; deletes = 1; cancels = CANCELS;
#ifdef LOCAL
		owner[W] = 0; has[W] = 0;
#endif
#ifdef LIMIT
		limited[S] = true;
#endif
#ifdef PROXY
		proxy[W] = true;
#else
		zero[W] = true;
#endif
#ifdef CYCLE
		zero[S] = true; zero[R] = true;
#endif
#ifdef CALL
		zero[R] = true;
#endif
#ifdef ZERO
		zero[S] = true;
#ifdef PAIR
		zero[R] = true;
#endif
#endif
		run cpu(0); run cpu(1); run cpu(2); run monitor()
	}
}
