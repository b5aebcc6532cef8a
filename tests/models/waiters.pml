/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "Who waits for R" is kept on the waiter's processor, by number; the deletion of R is told to
 * all.
 *
 * S (on A, may move to C) waits for R by name, again and again; a wait may end otherwise too (its
 * message comes, its limit is reached). Its receive phase may also begin without its processor:
 * when R's takes a silent message of S (ipc.pml). R (on B) is deleted, and a new thread may get
 * the same number.
 *
 * Bounds: one waiter, ROUNDS waits, one move, one deletion, one new bearer of the number. Waiters
 * do not meet but in the list, which is worked off one by one; three waits are one before the
 * deletion, one during it and one after.
 */
#include "model.pml"

#ifndef ROUNDS
#define ROUNDS 3
#endif

/* Properties. */
#define no_wait_for_the_dead	1	/* nobody waits for a thread that is deleted */
#define told_of_the_right_one	2	/* nor is told so of a thread that is there */

#define A 0
#define B 1
#define C 2

mtype = { DEL, ACK, MOVE };
chan q[9] = [3] of { mtype };		/* from * 3 + to */
/* The word of S's record, if it is silent. */
mtype = { REST, ASKED, ACCEPTED, REFUSED };
mtype word = REST;

byte entry = 1;				/* the thread table: 0 nobody, else which thread */
byte where;				/* whose S is */
bool waiting, moving;
byte wants;				/* ghost: which thread S means */
bool listed[3];				/* per processor: S is in the list of that number */
byte rounds, moves;

/* S begins to wait. Look and registration are one handler. kernel: rendezvous_await() */
inline register(p)
{
#ifdef WITHOUT_RULE_LOOK_AT_TABLE
	atomic { wants = 1; listed[p] = true; waiting = true }
#else
#ifdef WITHOUT_RULE_LOOK_IN_SAME_HANDLER
	if
	:: atomic { entry != 0 -> wants = entry };
		handle(p);
		atomic { listed[p] = true; waiting = true }
	:: else -> waiting = false
	fi
#else
	x = entry;
	d_step {
		if
		:: x != 0 -> wants = x; listed[p] = true; waiting = true
		:: else -> waiting = false		/* no partner */
		fi
	}
#endif
#endif
}

/* kernel: ipc_end_orphans(), rendezvous_forget() */
inline wake(p)
{
	atomic {
		if
		:: listed[p] && where == p && !moving && (waiting || word == ACCEPTED) ->
			must(told_of_the_right_one, entry != wants);
			waiting = false;
			word = REST
		:: else
		fi;
#ifndef WITHOUT_RULE_FORGET_ALL
		listed[p] = false
#endif
	}
}

/* Not the kernel: what a handler that stops between look and registration would let in. */
inline handle(p)
{
	do
	:: q[B * 3 + p]?DEL -> wake(p); q[p * 3 + B]!ACK
	:: break
	od
}

proctype waiter(byte me)
{
	byte x;
	bool due;

end:	do
	/* A long list is worked off in portions: later. kernel: delete_told() */
	:: q[B * 3 + me]?DEL ->
		due = true;
#ifdef WITHOUT_RULE_ANSWER_WHEN_DONE
		q[me * 3 + B]!ACK
#endif
	:: due ->
		wake(me);
		due = false;
#ifndef WITHOUT_RULE_ANSWER_WHEN_DONE
		q[me * 3 + B]!ACK
#endif
	/* S waits. In the list of that number, nothing is looked up. kernel: ipc_receive_other() */
	:: atomic { where == me && !moving && !waiting && word == REST && rounds < ROUNDS ->
		rounds++ };
		if
		:: listed[me] -> waiting = true
		:: else -> register(me)
		fi
	/* S calls, and its message is silent. kernel: ipc_send_remote() */
	:: atomic { where == me && !moving && !waiting && word == REST && rounds < ROUNDS ->
		rounds++ };
		x = entry;
		d_step {
			if
			:: x != 0 ->
				wants = x;
#ifndef WITHOUT_RULE_SILENT_REGISTERS
				listed[me] = true;
#endif
				word = ASKED
			:: else
			fi }
	:: atomic { where == me && !moving && word == REFUSED -> word = REST }
	/* The message of R has come: S stays in the list. kernel: ipc_over() */
	:: atomic { where == me && !moving && (waiting || word == ACCEPTED) && rounds < ROUNDS ->
		waiting = false; word = REST }
	/* S moves: out of the list here, into it there. kernel: migrate_begin() */
	:: atomic { me == A && where == A && !moving && moves > 0 &&
		word != ASKED && word != REFUSED ->
		moves--; moving = true;
		waiting = waiting || word == ACCEPTED; word = REST;
		listed[A] = false };
		q[A * 3 + C]!MOVE
	/* kernel: migrate_end() */
	:: q[A * 3 + me]?MOVE ->
		atomic { where = me; moving = false };
		if
		:: waiting ->
#ifdef WITHOUT_RULE_MOVED_LOOKS
			listed[me] = true
#else
			x = entry;
			d_step {
				if
				:: x == wants -> listed[me] = true	/* still the same thread */
				:: else -> waiting = false
				fi
			}
#endif
		:: else
		fi
	od
}

/* R, while it is there, takes the message; afterwards it is refused. kernel: wake_senders() */
proctype receiver()
{
end:	do
	:: atomic { word == ASKED && entry == wants -> word = ACCEPTED }
	:: atomic { word == ASKED && entry != wants -> word = REFUSED }
	od
}

/* kernel: thread_table_clear(), ipc_orphan_waiters(), delete_round() */
proctype deleter()
{
	byte n;

#ifdef WITHOUT_RULE_CLEAR_BEFORE_TELLING
	q[B * 3 + A]!DEL; q[B * 3 + C]!DEL;
	entry = 0;
#else
	entry = 0;
	q[B * 3 + A]!DEL; q[B * 3 + C]!DEL;
#endif
#ifdef WITHOUT_RULE_NUMBER_FREE_AT_END
	entry = 2;
#endif
	do
	:: q[A * 3 + B]?ACK -> n++
	:: q[C * 3 + B]?ACK -> n++
	:: n == 2 -> break
	od;
#ifndef WITHOUT_RULE_NUMBER_FREE_AT_END
	if
	:: entry = 2
	:: skip
	fi
#endif
}

/* Not the kernel: nothing moves any more. */
proctype monitor()
{
	timeout ->
	must(no_wait_for_the_dead, !waiting || entry == wants);
	must(no_wait_for_the_dead, word != ACCEPTED || entry == wants)
}

init
{
	atomic {
		moves = 1;
		run waiter(A); run waiter(C); run receiver(); run deleter(); run monitor()
	}
}
