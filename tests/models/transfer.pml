/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items between processors. S (on A) calls R (on B) with ITEMS items; R then tells W (on
 * C), and W answers S with timeout 0. While the word is TRANSFER, S works and R is reserved.
 *
 *   ASKED -> TRANSFER -> ACCEPTED (B, when S is done, before R runs)
 *                     -> ENDED_S  (A: S is cancelled, deleted, or its transfer timeout is over)
 *                     -> ENDED_R  (B: R is cancelled or deleted)
 *
 * S's record: to B (ASK), home (WORK), to B (DONE, also after an end), home (BACK). R's record,
 * if R ends it: to A (STOP) and home (STOPPED). When the transfer begins it may be out, for an
 * earlier message of R whose send phase was completed on the spot (EARLIER).
 *
 * S may fault in the transfer, and its pager need not answer. S and R may end at any moment, once
 * each, by cancel or by deletion (not with NO_DELETION).
 *
 * Bounds: one transfer of two items: one has been worked off and one has not, which is all that
 * any rule can tell apart. What becomes of ASKED before the transfer is ipc.pml.
 */
#include "model.pml"

#ifndef ITEMS
#define ITEMS 2
#endif

/* Properties. */
#define once_and_whole		1	/* R has the message if and only if S is told so */
#define answer_not_refused	2	/* a delivered call takes an answer with timeout 0 */
#define buffer_is_reserved	3	/* nothing writes to R after R has gone on */
#define memory_untouched	4	/* nothing touches a thread whose memory has gone back */
#define record_in_one_hand	5
#define both_end		6	/* when nothing moves, neither S nor R is in the transfer */

#define A 0
#define B 1
#define C 2

mtype = { ASKED, TRANSFER, ACCEPTED, ENDED_S, ENDED_R };
/* ENDING: waits for a record, to go on or to be given back. */
mtype = { ASKING, SENDING, FAULT, RECEIVING, WAITING, ENDING, RUN, FAILED, GOT, FREE };
mtype = { ASK, WORK, DONE, BACK, STOP, STOPPED, EARLIER, TELL, REPLY };

chan q[9] = [3] of { mtype };		/* from * 3 + to */

mtype word = ASKED;
mtype s = ASKING, r = WAITING;
bool home;				/* S's record is at A */
bool r_home = true, r_ends;		/* R's record is at B; R is to send it when it comes */
bool s_dead, r_dead;			/* deleted */
bool delivered, late;			/* `late`: S was ended after the delivery */
byte s_events = 1, r_events = 1;
byte items, faults = 2;

#define to(f, t, k) q[f * 3 + t]!k

/* kernel: rendezvous_swap() */
inline swap(new)
{
	must(memory_untouched, s != FREE);
#ifdef WITHOUT_RULE_ENDS_SWAP
	ok = true; word = new
#else
	if
	:: word == TRANSFER -> word = new; ok = true
	:: else -> ok = false
	fi
#endif
}

/* Within a step: the sending of S has failed, and its record is home. kernel: transfer_end() */
inline s_fails()
{
	must(once_and_whole, !delivered);
	s = (s_dead -> FREE : FAILED)
}

/* S's record leaves A, and has to be there. kernel: request_send() */
inline give(k)
{
	d_step { must(record_in_one_hand, home); home = false };
	to(A, B, k)
}

proctype a()
{
	bool ok;

	to(A, B, ASK);		/* kernel: send_begin() */
end:	do
	/* kernel: ipc_request_work(), ipc_continue_transfer() */
	:: q[B * 3 + A]?WORK ->
		d_step {
			home = true;
			if
			:: word == TRANSFER && s == ASKING -> s = SENDING
			:: else
			fi };
		if
		:: s != SENDING -> give(DONE)		/* ended meanwhile */
		:: else
		fi
	/* An item: R's memory is written. kernel: ipc_items() */
	:: d_step { s == SENDING && home && items < ITEMS ->
		must(buffer_is_reserved, r == RECEIVING || r == ENDING);
		items++ }
	/* kernel: transfer_fault(), and the end of it: ipc_back_to_transfer() */
	:: s == SENDING && items < ITEMS && faults > 0 -> faults--; s = FAULT
	:: s == FAULT -> s = SENDING
	/* kernel: ipc_finish_remote() */
	:: d_step { s == SENDING && home && items == ITEMS ->
#ifdef WITHOUT_RULE_B_ACCEPTS
		s = WAITING
#else
		s = ASKING
#endif
		}; give(DONE)
	/* kernel: ipc_request_stop() */
	:: q[B * 3 + A]?STOP ->
		d_step { must(memory_untouched, r != FREE) };
		if
		:: (s == SENDING || s == FAULT) && home -> s = ASKING; give(DONE)
		:: else
		fi;
		to(A, B, STOPPED)
	/* kernel: request_home() */
	:: q[B * 3 + A]?BACK -> d_step {
		home = true;
		if
		:: s == ASKING && word == ACCEPTED -> must(once_and_whole, delivered); s = WAITING
		:: s == ASKING && word != ACCEPTED -> s_fails()
		:: s == ENDING -> if :: late -> s = FREE :: else -> s_fails() fi
#ifdef WITHOUT_RULE_B_ACCEPTS
		:: s == WAITING && word != ACCEPTED -> must(once_and_whole, delivered)
#endif
		:: else
		fi }
	/* W's answer: whatever concerns S looks at its word first. kernel: rendezvous_settle() */
	:: q[C * 3 + A]?REPLY -> d_step {
#ifndef WITHOUT_RULE_LOOK_FIRST
		if
		:: s == ASKING && word == ACCEPTED -> s = WAITING
		:: else
		fi;
#endif
		if
		:: s == WAITING -> s = GOT
		:: else -> must(answer_not_refused, late)
		fi }
	/* S is cancelled, or deleted. kernel: ipc_abort(), transfer_expired(), detach() */
	:: d_step { s_events > 0 && (s == SENDING || s == FAULT || s == ASKING || s == WAITING) &&
		word != ASKED -> s_events-- };
		if
#ifndef NO_DELETION
		:: s_dead = true
#endif
		:: true
		fi;
		d_step {
			ok = false;
			if
			:: s == ASKING && word == ACCEPTED -> s = WAITING
			:: else
			fi;
			if
			:: s == WAITING ->
				late = true;
				s = (s_dead -> (home -> FREE : ENDING) : FAILED)
			:: else
			fi };
		if
		:: s == SENDING || s == FAULT || s == ASKING -> d_step {
			swap(ENDED_S);
			if
			:: ok -> s = ENDING
			/* It looks again. */
			:: !ok && word == ACCEPTED -> s_events++; s_dead = false
			:: else					/* R has ended it for both */
			fi }
		:: else
		fi;
		if
		:: ok && home -> give(DONE)
		:: else
		fi;
		ok = false
	od
}

/* R's record leaves B for A, which stops. kernel: request_send() */
inline stop()
{
	d_step { must(record_in_one_hand, r_home); r_home = false; r_ends = false };
	to(B, A, STOP)
}

proctype b()
{
	bool ok;

end:	do
	/* R is reserved. kernel: ipc_reserve() */
	:: q[A * 3 + B]?ASK -> d_step { word = TRANSFER; r = RECEIVING }; to(B, A, WORK)
	/* kernel: ipc_request_done() */
	:: q[A * 3 + B]?DONE ->
		d_step {
			must(memory_untouched, s != FREE);
			ok = false;
			if
			:: word == TRANSFER && r == RECEIVING -> swap(ACCEPTED)
			:: word == ENDED_S && r == RECEIVING -> r = FAILED
			:: else
			fi;
			if
			:: ok -> must(once_and_whole, items == ITEMS); delivered = true; r = RUN
			:: else
			fi };
		to(B, A, BACK);
		if
		:: ok -> to(B, C, TELL)
		:: else
		fi;
		ok = false
	/* R goes on only when its record is home. */
	:: q[A * 3 + B]?STOPPED -> d_step {
		r_home = true;
		must(buffer_is_reserved, r == ENDING || r == FAILED || r == FREE);
		r = (r_dead -> FREE : FAILED) }
	:: q[C * 3 + B]?EARLIER -> r_home = true;
		if
		:: r_ends -> stop()
		:: else
		fi
	/* R is cancelled, or deleted. kernel: ipc_end_receiving() */
	:: d_step { r_events > 0 && r == RECEIVING -> r_events-- };
		if
#ifndef NO_DELETION
		:: r_dead = true
#endif
		:: true
		fi;
		d_step {
			swap(ENDED_R);
			if
#ifdef WITHOUT_RULE_RECEIVER_WAITS
			:: ok -> r = (r_dead -> FREE : FAILED)
#else
			:: ok -> r = ENDING
#endif
			:: else -> r_dead = false		/* the transfer is over */
			fi };
		if
#ifdef WITHOUT_RULE_TELL_SENDER
		:: ok
#else
#ifdef WITHOUT_RULE_HOME_BEFORE_STOP
		:: ok -> stop()
#else
		:: ok && r_home -> stop()
		:: ok && !r_home -> r_ends = true
#endif
#endif
		:: else
		fi;
		ok = false
	od
}

/* Not the kernel: R tells W, and W answers S. */
proctype c()
{
end:	do
	:: q[B * 3 + C]?TELL -> to(C, A, REPLY)
	od
}

/* Not the kernel: nothing moves any more. */
proctype monitor()
{
	timeout ->
	must(both_end, s == FAILED || s == GOT || s == WAITING || s == FREE);
	must(both_end, r == FAILED || r == RUN || r == FREE);
	must(both_end, home && r_home && !(s_dead && s != FREE) && !(r_dead && r != FREE));
	must(once_and_whole, s != WAITING || delivered)
}

init
{
	atomic {
		if
		:: s_events = 0
		:: true
		fi;
		if
		:: r_events = 0
		:: true
		fi;
		if
		:: r_home = false; to(C, B, EARLIER)
		:: true
		fi;
		run a(); run b(); run c(); run monitor()
	}
}
