/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads that delete each other from processor to processor: T0 on A, T1 on B, T2 on C; each of
 * the first RING deletes the next one, and with SAME T2 deletes T0 as well. A deletion is carried
 * by the deleter's record: to the victim's owner, who clears the table entry and detaches it;
 * through all other processors, which tell their waiters; to the owner again; and home. No step
 * waits for a thread. The victim's memory goes back when its own record is home and its round is
 * over.
 *
 * Bounds: three threads on three processors, each deletes once. A longer ring adds only more of
 * the same: a round meets each processor once, and a thread is at most a deleter and a victim.
 */
#include "model.pml"

#ifndef RING
#define RING 2
#endif
#define N 3

/* Properties. */
#define memory_untouched	1	/* nothing touches a thread whose memory has gone back */
#define deletion_ends		2	/* ThreadControl returns, the victim's memory goes back */
#define number_is_free		3	/* when ThreadControl returns, all have been told */

mtype = { RUN, CALLING, ZOMBIE, FREE };
mtype = { DELETE, TOLD, OVER, BACK };
chan q[9] = [5] of { mtype, byte };	/* from * 3 + to; whose record */

mtype st[N];
bool home[N], over[N], waits[N];	/* `waits`: the deletion of it waits for its record */
bool entry[N];				/* in the thread table */
bool told[9];				/* victim * 3 + processor */
byte by[N];				/* whose record carries the deletion of it */
byte at[N];				/* how many processors have seen that record */
#ifdef SAME
#define victim(t) (t == 2 -> 0 : (t + 1) % RING)
#define deletes(t) (t < RING || t == 2)
#else
#define victim(t) ((t + 1) % RING)
#define deletes(t) (t < RING)
#endif

/* kernel: request_send() */
inline push(dst, k, t) { must(memory_untouched, st[t] != FREE); q[me * 3 + dst]!k, t }

/* The victim's memory, if it may go back. kernel: release(), bury() */
inline reap(t)
{
	if
#ifdef WITHOUT_RULE_FREE_AFTER_ROUND
	:: st[t] == ZOMBIE && home[t] -> st[t] = FREE
#else
#ifdef WITHOUT_RULE_FREE_AT_HOME
	:: st[t] == ZOMBIE && over[t] -> st[t] = FREE
#else
	:: st[t] == ZOMBIE && home[t] && over[t] -> st[t] = FREE;
#ifdef WITHOUT_RULE_NO_WAIT_FOR_VICTIM
		push(by[t], BACK, by[t])
#endif
#endif
#endif
	:: else
	fi
}

/* The victim is detached; now the others. kernel: delete_round() */
inline tell(c)
{
	at[c] = 1;
	push((me + 1) % 3, TOLD, c)
}

proctype cpu(byte me)
{
	byte r, v;
	mtype k;

end:	do
	:: atomic {
		if
		:: q[0 + me]?k, r
		:: q[3 + me]?k, r
		:: q[6 + me]?k, r
		fi;
		must(memory_untouched, st[r] != FREE);
		v = victim(r);
		if
		/* kernel: delete_request(), detach(), thread_table_clear() */
		:: k == DELETE && !entry[v] -> push(r, BACK, r)	/* no such thread now */
		:: k == DELETE && entry[v] ->
			must(memory_untouched, st[v] != FREE);
			st[v] = ZOMBIE;
			entry[v] = false;
			told[v * 3 + me] = true;
			by[v] = r;
#ifdef WITHOUT_RULE_DELETERS_RECORD
			if
			:: home[v] -> home[v] = false; tell(v)
			:: else -> waits[v] = true
			fi
#else
			tell(r)
#endif
		/* kernel: delete_told(), waiters_orphan(), ipc_tell_orphans() */
		:: k == TOLD ->
#ifdef WITHOUT_RULE_DELETERS_RECORD
			v = r;
#endif
			must(memory_untouched, st[v] != FREE);
			told[v * 3 + me] = true;
			at[r]++;
			if
#ifdef WITHOUT_RULE_TELL_ALL
			:: at[r] < 2 -> push((me + 1) % 3, TOLD, r)
#else
			:: at[r] < N -> push((me + 1) % 3, TOLD, r)
#endif
			:: else -> push(v, OVER, r)
			fi
		/* kernel: delete_over() */
		:: k == OVER ->
#ifdef WITHOUT_RULE_DELETERS_RECORD
			v = r;
			home[v] = true;
			over[v] = true;
			push(by[v], BACK, by[v]);
			reap(v)
#else
			over[v] = true;
#ifdef WITHOUT_RULE_NO_WAIT_FOR_VICTIM
			reap(v)
#else
			push(r, BACK, r);
			reap(v)
#endif
#endif
		/* kernel: delete_home(), continue_tell() */
		:: k == BACK ->
			home[r] = true;
			if
			:: st[r] == CALLING ->
				must(number_is_free, by[v] != r ||
					(told[v * 3] && told[v * 3 + 1] && told[v * 3 + 2]));
				st[r] = RUN
			:: else
			fi;
#ifdef WITHOUT_RULE_DELETERS_RECORD
			if
			:: waits[r] -> waits[r] = false; home[r] = false; tell(r)
			:: else
			fi;
#endif
			reap(r)
		fi;
		r = 0; v = 0; k = 0
	   }
	/* kernel: sys_thread_control() */
	:: atomic { deletes(me) && st[me] == RUN && home[me] && at[me] == 0 && entry[victim(me)] ->
		home[me] = false; st[me] = CALLING };
		atomic { push(victim(me), DELETE, me) }
	od
}

/* Not the kernel: nothing moves any more. */
proctype monitor()
{
	timeout ->
	must(deletion_ends, st[0] != CALLING && st[1] != CALLING && st[2] != CALLING);
	must(deletion_ends, st[0] != ZOMBIE && st[1] != ZOMBIE && st[2] != ZOMBIE);
	must(deletion_ends, st[0] == FREE || st[1] == FREE)
}

init
{
	atomic {
		byte i;
		for (i : 0 .. 2) { st[i] = RUN; home[i] = true; entry[i] = true; by[i] = N }
		run cpu(0); run cpu(1); run cpu(2); run monitor()
	}
}
