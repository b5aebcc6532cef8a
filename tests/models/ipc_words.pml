/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ipc.pml: what it proves, what it is made of, and the smallest steps.
 */
/* Properties. */
#define once_and_whole		1	/* a message arrives once and whole, or not at all */
#define result_is_true		2	/* the sender's result says which */
#define answer_not_refused	3	/* a delivered call takes an answer with timeout 0 */
#define timeout_not_lost	4
#define cancel_not_lost		5
#define record_in_one_hand	6	/* home, in one queue, or with who took it out */
#define one_owner		7	/* only the owner changes a thread, its queue, its timers */
#define memory_untouched	8	/* nothing touches a thread whose memory has gone back */
#define only_programs_wait	9	/* when nothing moves, only programs wait for each other */

#define S	0
#define R	1
#define W	2
#define D	3
#define NONE	4
#define ANY	4

/* States of threads: LEAVING is `leaves`; HOMING: to send, as soon as its record is home. */
mtype = { RUN, ASKING, WAITING, HOMING, ZOMBIE, FREE, DONE };
/* Values of the word. REFUSED is CANCELLED with an error of the receiver's processor. */
mtype = { REST, ASKED, COPYING, ACCEPTED, QUEUED, REFUSED, CANCELLED };
/* What a processor does; the first six come as requests. */
mtype = { IPC, BACK, OUT, MOVED, DEL, ASK, RECV, EXPIRE, CANCELS_IT, LIMITS, LEAVE };

chan q[9] = [4] of { mtype, byte };	/* from * 3 + to */
bool bell[3];				/* the interrupt for its queues is on its way */

/* Shared words. */
mtype word[3];
bool silent[3];				/* part of the word */
byte qcpu[3];				/* part of QUEUED: in whose queue */
byte owner[3], target[3];		/* one word: whose it is, and to whom it is on its way */
bool dead[3];				/* its entry in the thread table is clear */
byte u0[3], u1[3];			/* the message, in the UTCB */
byte to[3], from[3];			/* `from`: of the receive phase */
bool zero[3], proxy[3];

/* The owner's. */
mtype st[3];
bool home[4], calls[3], leaves[3], limited[3];
byte pc[3], msg[3];
byte at[3];				/* in whose queue it stands; that thread's owner's */

/* Ghosts: nothing in the kernel. */
byte inq[4], dl[3], pay[3], has[3];
bool held[4], res[3], owed, armed, expired, cancelled;
byte moves, cancels, deletes;

#define mine(t)		(owner[t] == me && target[t] == NONE)
#define fits(s, r)	(from[r] == ANY || from[r] == s || (proxy[s] && from[r] == R))

/* kernel: request_send(), request_notify(): queue.pml */
inline push(dst, kind, t, rings)
{
	d_step {
		must(record_in_one_hand, inq[t] == 0);
		must(memory_untouched, t == D || st[t] != FREE);
		inq[t]++;
		held[t] = false;
#ifdef WITHOUT_RULE_FIFO
		q[me * 3 + dst]!!kind, t;	/* in an order of its own */
#else
		q[me * 3 + dst]!kind, t;
#endif
		bell[dst] = bell[dst] || rings
	}
}

/* A compare-and-swap of the word of t. kernel: rendezvous_swap() */
inline swap(t, old, new)
{
	must(memory_untouched, st[t] != FREE);
#ifdef WITHOUT_RULE_SWAP
	ok = true; word[t] = new
#else
	if
	:: word[t] == old -> word[t] = new; ok = true
	:: else -> ok = false
	fi
#endif
}

/* Within a step: the send phase of t is over. kernel: ipc_departed() */
inline result(t, good)
{
	must(result_is_true, !res[t] && dl[t] == good);
	res[t] = true;
	if
	:: t == S -> armed = false; expired = false; cancelled = cancelled && good
	:: else
	fi;
	st[t] = RUN;
	pc[t]++
}

/* Within a step: r has the message of s, and s will be told so. kernel: ipc_arrive_any() */
inline arrive(s, r)
{
	must(one_owner, has[r] == me);
	must(once_and_whole, !res[s] && dl[s] == 0);
	must(once_and_whole, u0[r] == pay[s] && u1[r] == pay[s]);
	dl[s] = 1;
	msg[r] = u0[r];
	if
	:: r == S -> owed = false; cancelled = false
	:: s == S -> owed = calls[S]
	:: else
	fi;
	st[r] = RUN
}
