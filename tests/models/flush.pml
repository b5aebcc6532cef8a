/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to flush, and their answers, with store buffers (total store order): no records, but
 * for each pair of source and target a wanted and a done generation.
 *
 * Threads T0 and T1 on A each clear an entry and want B and C to forget it. A raises what it
 * wants of both, sends interrupts, and has the threads wait on a list, each with its generation.
 * A target reads what is wanted, flushes, and stores that as done; if it sees that the other one
 * is done with it too, it wakes A, which looks at the answers of all who wait.
 *
 * The kernel does less than this allows: a source asks again only when all have answered, and only
 * those that owe a flush. What comes up meanwhile waits for that.
 *
 * Bounds: one source, two targets, two requests. Pairs do not share anything, so another source
 * is the same again; two requests are the least that can be confused.
 */
#include "model.pml"

/* Properties. */
#define flushed_before_done	1	/* a thread goes on when both targets have forgotten */
#define wait_ends		2	/* and it does go on */

#define A 0
#define B 1
#define C 2
#define STORES 2

/* What processors share: addresses. ENTRY + 0, 1: 1: there; WANTED of either; DONE + B, C. */
#define ENTRY	0
#define WANTED	2
#define DONE	2			/* 3: of B, 4: of C */
#define WORDS	5

byte mem[WORDS];
bool bell[3];				/* an interrupt is on its way */
bool cached[4];				/* ghost: target B * 0, C * 2, + entry */
byte waits[2];				/* on A: the generation that T waits for */
bool over[2];

typedef buffer { byte a[STORES]; byte v[STORES]; byte n };
buffer sb[3];

/* Not the kernel: a store of processor p goes to its buffer, */
inline store(p, addr, val)
{
	atomic { sb[p].n < STORES -> sb[p].a[sb[p].n] = addr; sb[p].v[sb[p].n] = val; sb[p].n++ }
}

/* not the kernel: and a load looks there first. */
inline load(p, addr, x)
{
	d_step {
		if
		:: sb[p].n == 2 && sb[p].a[1] == addr -> x = sb[p].v[1]
		:: sb[p].n >= 1 && sb[p].a[0] == addr && !(sb[p].n == 2 && sb[p].a[1] == addr) ->
			x = sb[p].v[0]
		:: else -> x = mem[addr]
		fi
	}
}

inline fence(p) { sb[p].n == 0 }

/* Not the kernel: a store leaves the buffer, whenever it likes. */
proctype memory(byte p)
{
end:	do
	:: d_step { sb[p].n > 0 ->
		mem[sb[p].a[0]] = sb[p].v[0];
		sb[p].a[0] = sb[p].a[1]; sb[p].v[0] = sb[p].v[1];
		sb[p].n--;
		sb[p].a[sb[p].n] = 0; sb[p].v[sb[p].n] = 0 }
	od
}

/* A: its threads and its handler, one after the other. kernel: flush_request(), flush_look() */
proctype source()
{
	byte t, wanted, db, dc;

end:	do
	:: t < 2 ->
		store(A, ENTRY + t, 0);		/* kernel: ptab_clear() */
		wanted++;
		store(A, WANTED, wanted);
		fence(A);			/* behind the clearing, before the bells */
		waits[t] = wanted;
		t++;
		bell[B] = true;
		bell[C] = true
	:: bell[A] ->
		bell[A] = false;
		load(A, DONE + B, db);
		load(A, DONE + C, dc);
		d_step {
			if
			:: waits[0] != 0 && db >= waits[0] && dc >= waits[0] ->
				must(flushed_before_done, !cached[0] && !cached[2]);
				waits[0] = 0; over[0] = true
			:: else
			fi;
			if
			:: waits[1] != 0 && db >= waits[1] && dc >= waits[1] ->
				must(flushed_before_done, !cached[1] && !cached[3]);
				waits[1] = 0; over[1] = true
			:: else
			fi };
		db = 0; dc = 0
	od
}

#define at(t)	((me - B) * 2 + t)

/* B or C, `o` the other one. kernel: flush_answer() */
proctype target(byte me; byte o)
{
	byte w, d;

end:	do
	:: bell[me] ->
		bell[me] = false;
#ifndef WITHOUT_RULE_READ_THEN_FLUSH
		load(me, WANTED, w);
#endif
		/* All of it, what programs may have loaded up to here. */
		d_step { cached[at(0)] = false; cached[at(1)] = false };
#ifdef WITHOUT_RULE_READ_THEN_FLUSH
		load(me, WANTED, w);
#endif
		store(me, DONE + me, w);
#ifndef WITHOUT_RULE_FENCE_AFTER_DONE
		fence(me);
#endif
		load(me, DONE + o, d);
		if
		:: d >= w -> bell[A] = true	/* the last answer */
		:: else
		fi;
		w = 0; d = 0
	od
}

/* Not the kernel: a processor loads translations whenever it likes, in the kernel too. */
proctype walks(byte me)
{
	byte i, e, turns = 2;

end:	do
	:: atomic { turns > 0 ->
		turns--;
		if
		:: i = 0
		:: i = 1
		fi;
		load(me, ENTRY + i, e);		/* a flush waits for walks that are under way */
		if
		:: e -> cached[at(i)] = true
		:: else
		fi;
		i = 0; e = 0 }
	od
}

/* Not the kernel: nothing moves any more. */
proctype monitor()
{
	timeout -> must(wait_ends, over[0] && over[1])
}

init
{
	atomic {
		mem[ENTRY] = 1; mem[ENTRY + 1] = 1;
		run memory(A); run memory(B); run memory(C);
		run source(); run target(B, C); run target(C, B);
		run walks(B); run walks(C); run monitor()
	}
}
