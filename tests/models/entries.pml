/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One entry of a page table and its status bits, which three processors change.
 *
 * A holds the lock: it asks for the status of page X and resets it, TURNS times or less, then
 * removes X, maps Y there without the right to write, and removes that. Each time it has B flush
 * and waits for C before it answers with the status (revoke.pml, flush.pml).
 * B runs a program that writes X; its processor marks the entry when it writes through a
 * translation that is not marked yet. C writes X in the kernel (a string's target), in chunks.
 *
 * Bounds: one entry, one status bit, one processor in each role, two chunks, two writes. Bits do
 * not depend on each other, and no access looks at two entries.
 */
#include "model.pml"

#ifndef TURNS
#define TURNS 1
#endif
#define NOBODY	0
#define X	1
#define Y	2

/* Properties. */
#define status_is_told		1	/* whoever asks learns of each write that was before */
#define status_is_true		2	/* and of none that nobody has made */
#define rights_hold		3	/* nobody writes but where he was allowed to */
#define page_untouched		4	/* nor one that A has answered to have removed */

/* The entry: which page, and whether its dirty bit is set. One word. */
byte page = X;
bool dirty;

bool ask_b, answer_b, ask_c, answer_c;
bool written[3];			/* ghost: and not told yet */
bool gone[3];				/* ghost: A has said so */

/* A write of page p. kernel: user_copy() */
inline write(p)
{
	must(rights_hold, p == X);
	must(page_untouched, !gone[p]);
	written[p] = true
}

/* B flushes, C passes a preemption point. kernel: flush_request(), grace_wait() */
inline all_forget()
{
	atomic { answer_b = false; answer_c = false; ask_b = true; ask_c = true };
	answer_b;
	answer_c
}

/* A's answer about page p. kernel: mapdb_unmap() */
inline answer(p)
{
	d_step {
		must(status_is_told, !written[p] || d || (page == p && dirty));
		must(status_is_true, written[p] || !d);
		/* What was written since the look is still to be told. */
		written[p] = written[p] && page == p && dirty;
		d = false
	}
}

/* kernel: ptab_clear() */
inline clear()
{
#ifdef WITHOUT_RULE_CLEAR_IS_EXCHANGE
	d = dirty;
	d_step { page = NOBODY; dirty = false }
#else
	d_step { d = dirty; page = NOBODY; dirty = false }
#endif
}

/* kernel: unmap_step(), mapdb_map() */
proctype unmapper()
{
	bool d;
	byte n;

	do
	:: n < TURNS -> n++;
		/* kernel: page_change() */
		d_step { d = dirty; dirty = false };
#ifndef WITHOUT_RULE_RESET_WAITS
		all_forget();
#endif
		answer(X)
	:: break
	od;
	clear();
#ifndef WITHOUT_RULE_CLEAR_WAITS
	all_forget();
#endif
	answer(X);
	gone[X] = true;
	page = Y;
	clear();
	all_forget();
	answer(Y)
}

/* Not the kernel: B's program writes, and its processor marks. */
proctype program()
{
	byte tlb = NOBODY, n;
	bool marked;

end:	do
	:: ask_b -> atomic { tlb = NOBODY; marked = false; ask_b = false; answer_b = true }
	:: tlb == NOBODY && page != NOBODY && n < 2 -> atomic { tlb = page; marked = dirty }
	:: tlb != NOBODY && n < 2 && !ask_b -> n++;
		atomic {
			if
			:: tlb == X && marked -> write(X)
			:: tlb == X && !marked && page == X -> dirty = true; marked = true; write(X)
			:: else -> tlb = NOBODY		/* a fault: kernel: page_fault() */
			fi }
	od
}

/* kernel: user_copy(), pte_touch() */
proctype copier()
{
	byte e, n;
	bool d, ok;

end:	do
	:: n < 2 -> n++;
		do
		:: true ->
			d_step { e = page; d = dirty; ok = true };
			if
			:: e == X && !d ->
#ifdef WITHOUT_RULE_TOUCH_IS_SWAP
				dirty = true
#else
				d_step {
					if
					:: page == X && !dirty -> dirty = true
					:: else -> ok = false
					fi }
#endif
			:: else
			fi;
			if
#ifdef WITHOUT_RULE_TOUCH_AGAIN
			:: true -> break
#else
			:: ok -> break
			:: else
#endif
			fi
		od;
		if
#ifdef WITHOUT_RULE_LOOK_ONCE
		:: e == X -> e = page; atomic { write(e) }
#else
		:: e == X -> atomic { write(e) }
#endif
		:: else
		fi;
		d_step { e = NOBODY; d = false; ok = false };
		if
		:: ask_c -> atomic { ask_c = false; answer_c = true }
		:: else
		fi
	:: n == 2 && ask_c -> atomic { ask_c = false; answer_c = true }
	od
}

init { atomic { run unmapper(); run program(); run copier() } }
