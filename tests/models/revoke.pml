/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Revocation and the grace period, with store buffers (total store order).
 *
 * A takes a page away from space 1: it clears the entry DIR of the upper table, so that the lower
 * table goes as well, fences, looks who may still use it, asks them, and frees both. With DESTROY
 * it is the whole space, whose last thread has left B: the root goes too. B runs user code, in
 * space 1 and elsewhere; page walks fill its translation buffer. It may own a thread of the
 * space, which the short path runs without writing anything. With TAGGED translations have
 * context numbers and stay when the space is left. C walks space 1 in the kernel, in chunks
 * (string copies). B and C answer requests only where user code runs or at a preemption point.
 * With HELD C is in the loaded set too, as long as it owns a thread of the space, and says what it
 * walks only when it is not.
 *
 * Bounds: one processor in each role, TURNS changes of B, CHUNKS chunks of C, two entries in each
 * store buffer. A asks each processor by itself, so more in a role are more of the same; a buffer
 * never holds more than two stores between two fences that matter.
 */
#include "model.pml"

#ifndef CHUNKS
#define CHUNKS 2
#endif
#ifndef TURNS
#define TURNS 4
#endif
#ifdef LIVE
#define OPEN	(!ask)			/* an interrupt that waits comes first */
#else
#define OPEN	true
#endif

/* Properties. */
#define page_untouched		1	/* nobody uses page or table after they have gone back */
#define root_untouched		2	/* nor the root of a space that is gone */
#define ends			3	/* and the one who revokes does not wait for ever */

#define A 0
#define B 1
#define C 2

/* What processors share: addresses. */
#define DIR	0			/* 1: points to the lower table */
#define LOADED	1			/* B's bit in the loaded set of space 1 */
/*
 * What C walks in this chunk: from, to. The kernel looks at them if C is in the set of those that
 * walk something, which C enters behind them by a swap: that is the fence.
 */
#define PUB0	2
#define PUB1	3
#ifdef HELD
#define LOADED_C 4			/* C's bit in the loaded set */
#define WORDS	5
#else
#define WORDS	4
#endif
#define STORES	2

byte mem[WORDS];
bool freed, root_freed;
bool ask, answer;			/* a request to B to flush, and its answer */
bool ask_c, answer_c;			/* a request to C, answered at a preemption point */
bool done;
bool owns = true;			/* B owns a thread of space 1: its gate may open */
#ifdef LIVE
ltl at_last { <> done }
#endif

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
	atomic {
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
	:: atomic { sb[p].n > 0 ->
		mem[sb[p].a[0]] = sb[p].v[0];
		sb[p].a[0] = sb[p].a[1]; sb[p].v[0] = sb[p].v[1];
		sb[p].n--;
		sb[p].a[sb[p].n] = 0; sb[p].v[sb[p].n] = 0 }
	od
}

/* kernel: mapdb_unmap(), ptab_clear(), space_destroy(), grace_wait() */
proctype unmapper()
{
	byte l, w0, w1, c;

#ifdef DESTROY
	!owns;				/* the last thread is gone: kernel: release() */
#endif
	store(A, DIR, 0);
#ifndef WITHOUT_RULE_FENCE_AFTER_CLEAR
	fence(A);			/* kernel: flush_fold() */
#endif
	load(A, LOADED, l);		/* kernel: space_loaded_set() */
	load(A, PUB0, w0);
	load(A, PUB1, w1);
#ifdef HELD
	load(A, LOADED_C, c);
#endif
	if
#ifndef WITHOUT_RULE_WAIT_FOR_FLUSH
	:: l -> ask = true; answer	/* kernel: flush_request() */
#endif
	:: else
	fi;
#ifdef WITHOUT_RULE_FREE_AFTER_ALL
	freed = true;
#endif
#ifndef WITHOUT_RULE_WAIT_FOR_WALKERS
	if
	:: w0 == 1 || w1 == 1 || c ->
#ifdef WITHOUT_RULE_ASK_AT_PREEMPTION_POINT
		do
		:: load(A, PUB0, w0); load(A, PUB1, w1);
		   if
		   :: w0 != 1 && w1 != 1 -> break
		   :: else
		   fi
		od
#else
		ask_c = true; answer_c
#endif
	:: else
	fi;
#endif
	freed = true;			/* kernel: grace_free_table(), grace_free() */
#ifdef DESTROY
	root_freed = true;		/* kernel: ptab_destroy() */
#endif
	done = true
}

/* B; `in`: space 1 is in the root register. */
proctype user()
{
	byte d, n;
	bool in = true, set = true, late, tlb;

end:	do
	/* Enter space 1 by the short path, which writes nothing. kernel: ipc_fastpath_switch() */
	:: OPEN && !in && owns && n < TURNS -> n++; in = true
	/* Leave it: idle threads do not, they run in any space. kernel: arch_space_load() */
	:: OPEN && in && n < TURNS ->
		n++;
		in = false;
#ifndef TAGGED
		tlb = false
#endif
	/* The thread leaves, or is deleted. kernel: migrate_begin() */
#ifdef DESTROY
	:: OPEN && owns -> owns = false
#else
	:: OPEN && owns && n < TURNS -> n++; owns = false
	/* A thread arrives: the bit, a fence, then its gate may open. kernel: migrate_end() */
	:: OPEN && !owns && n < TURNS && !late ->
		n++;
#ifdef WITHOUT_RULE_SET_BEFORE_GATE
		owns = true;
		late = true
	:: OPEN && late -> late = false; set = true; store(B, LOADED, 1)
#else
		set = true;
		store(B, LOADED, 1);
#ifndef WITHOUT_RULE_FENCE_AFTER_SET
		fence(B);
#endif
		owns = true
#endif
#endif
	/* The bit goes late, after a flush, when nothing holds it. kernel: space_unload() */
#ifdef WITHOUT_RULE_CLEAR_WHEN_NONE_HOLDS
	:: OPEN && set && !in ->
#else
	:: OPEN && set && !in && !owns ->
#endif
		set = false;
#ifndef WITHOUT_RULE_FLUSH_BEFORE_CLEAR
		tlb = false;
#endif
		store(B, LOADED, 0);
#ifdef LIVE
		fence(B);
		break
#endif
	/* A page walk, in its two steps, at any moment that user code runs. */
	:: OPEN && in && !tlb ->
		load(B, DIR, d);
		if
		:: d -> must(page_untouched, !freed); tlb = true
		:: else
		fi;
		d = 0
	/* An access to the page. */
	:: OPEN && in && tlb -> must(page_untouched, !freed)
	/* Whatever runs in the space, the kernel too, uses its root. */
	:: OPEN && in -> must(root_untouched, !root_freed)
	/* The request. kernel: flush_answer(), arch_space_leave() */
	:: ask ->
		tlb = false;
#if defined(DESTROY) && !defined(WITHOUT_RULE_UNLOAD)
		in = false;
#endif
		atomic { ask = false; answer = true }
	od;
#ifdef LIVE
endl:	do
	:: ask -> atomic { ask = false; answer = true }
	od
#endif
}

/* kernel: user_copy(), walk_publish() */
proctype walker()
{
	byte d, n;
#ifdef HELD
	bool in_set = true, walks;
#endif

end:	do
	:: n < CHUNKS ->
		/* Two spaces, from and to; now one of them is space 1, now the other. */
		if
#ifdef HELD
		/* Asked anyway. kernel: space_is_loaded_here() */
#ifdef WITHOUT_RULE_PUBLISH_IF_NOT_LOADED
		:: true -> walks = true
#else
		:: in_set -> walks = true
#endif
#endif
		:: store(C, PUB0, 1);
#ifndef WITHOUT_RULE_PUBLISH_BOTH
		   store(C, PUB1, 2)
#else
		   skip
#endif
		:: store(C, PUB0, 2);
#ifndef WITHOUT_RULE_PUBLISH_BOTH
		   store(C, PUB1, 1)
#else
		   skip
#endif
		fi;
#ifdef HELD
		if
		:: walks
		:: else -> fence(C)
		fi;
#elif !defined(WITHOUT_RULE_FENCE_AFTER_PUBLISH)
		fence(C);
#endif
#ifdef WITHOUT_RULE_PUBLISH_BOTH
		store(C, PUB1, 1);
#endif
		load(C, DIR, d);
		if
		:: d ->
			must(page_untouched, !freed);		/* the entry in the lower table, */
			must(page_untouched, !freed)		/* and the page */
		:: else
		fi;
		d = 0;
		/* The preemption point. kernel: arch_preempt_pending() */
		n++;
		if
		:: ask_c -> atomic { ask_c = false; answer_c = true }
		:: else
		fi;
		if
#ifdef HELD
		:: walks -> walks = false
#endif
		:: store(C, PUB0, 0); store(C, PUB1, 0)
		:: skip					/* the next chunk follows at once */
		fi
#ifdef HELD
	/* Its last thread of the space leaves, in no walk. kernel: space_unload() */
	:: in_set && !walks && n < CHUNKS -> n++; in_set = false; store(C, LOADED_C, 0)
	/* One arrives. kernel: space_hold() */
	:: !in_set && !walks && n < CHUNKS ->
		n++;
		store(C, LOADED_C, 1);
#ifndef WITHOUT_RULE_FENCE_AFTER_SET
		fence(C);
#endif
		in_set = true
#endif
	:: n == CHUNKS -> n++; store(C, PUB0, 0); store(C, PUB1, 0)
	:: n > CHUNKS && ask_c -> atomic { ask_c = false; answer_c = true }
#ifdef LIVE
	:: n > CHUNKS -> n = 0				/* a long copy */
#endif
	od
}

/* Not the kernel: nothing moves any more. */
proctype monitor()
{
	timeout -> must(ends, done)
}

init
{
	atomic {
		mem[DIR] = 1;
		mem[LOADED] = 1;
#ifdef HELD
		mem[LOADED_C] = 1;
#endif
		run memory(A); run memory(B); run memory(C);
		run unmapper(); run user(); run walker(); run monitor()
	}
}
