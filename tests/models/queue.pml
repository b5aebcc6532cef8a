/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queue of requests of one processor, down to its words: many producers, one consumer.
 *
 * The head is one word: the newest record, and whether a bell has been rung for what is there. A
 * producer links its record to the newest one and swaps it in; it sends the interrupt if it was
 * the first that wanted one. The consumer takes the whole list with one exchange, turns it
 * around, and handles BUDGET records each time; it has read a record's link when it hands the
 * record on.
 *
 * An interrupt may come for nothing: its producer was slower than another one's. None is missing.
 *
 * P sends record 0, silent or not, then record 1, then 0 again; Q sends record 2 twice. A record
 * is sent again as soon as it is home.
 *
 * Bounds: two producers, three records, five sends, a budget of 1. Producers meet in the swap of
 * the head alone, which two show; three records are the least that a list needs to have a middle.
 * A swap is taken for a full fence, so there are no store buffers here.
 */
#include "model.pml"

#ifndef BUDGET
#define BUDGET 1
#endif

/* Properties. */
#define fifo			1	/* what a producer sends comes once, and in that order */
#define bell_not_lost		2	/* nothing that wanted a bell lies there without one */
#define all_handled		3	/* every send is, but for one without a bell */

#define NIL	3
#define SENDS	5

byte head = NIL;			/* with `rung` one word */
bool rung;
byte link[3] = NIL;
bool silent[3];
byte number[3];				/* ghost: which send of its producer */
bool home[3];
bool irq;				/* the interrupt is on its way, or recorded */
byte handled, last[2];

#define producer(r) (r == 2)

/* kernel: request_send(), request_notify() */
inline push(r)
{
	home[r];
	d_step { home[r] = false; number[r] = count; count++ };
	do
	:: true ->
		d_step { h = head; was = rung };
		link[r] = h;
		d_step {
			if
			:: head == h && rung == was ->
				head = r;
				rung = was || !silent[r];
				ok = true
			:: else -> ok = false
			fi };
		if
		:: ok -> break
		:: else
		fi
	od;
	/* Is the interrupt owed by this send? */
	if
#ifdef WITHOUT_RULE_BELL_IN_HEAD
	:: !silent[r] && h == NIL ->
#else
	:: !silent[r] && !was ->
#endif
		irq = true
	:: else
	fi;
	d_step { h = 0; was = false; ok = false }
}

/* Not the kernel: one who sends. */
proctype p()
{
	byte h, count = 1;
	bool was, ok;

	if
	:: silent[0] = true
	:: skip
	fi;
	push(0);
	push(1);
	silent[0] = false;
	push(0)
}

/* Not the kernel: another one. */
proctype qq()
{
	byte h, count = 1;
	bool was, ok;

	push(2);
	push(2)
}

/*
 * kernel: request_collect(), request_turn(), request_take(), port_interrupts(),
 * request_interrupt(), request_limit_renew()
 */
proctype consumer()
{
	byte list = NIL, r, n, turned = NIL, budget;

end:	do
	:: irq || list != NIL ->
#ifdef WITHOUT_RULE_NOTE_THEN_TAKE
		skip;
#else
		irq = false;
#endif
		/* The exchange; what is new comes behind what is left. */
		d_step { r = head; head = NIL; rung = false };
#ifdef WITHOUT_RULE_NOTE_THEN_TAKE
		irq = false;
#endif
		d_step {
			turned = NIL;
#ifdef WITHOUT_RULE_TURN_AROUND
			turned = r;
#else
			do
			:: r != NIL -> n = link[r]; link[r] = turned; turned = r; r = n
			:: else -> break
			od;
#endif
			if
			:: list == NIL -> list = turned
			:: else ->
				n = list;
				do
				:: link[n] != NIL -> n = link[n]
				:: else -> break
				od;
				link[n] = turned
			fi;
			r = 0; n = 0; turned = NIL };
		budget = BUDGET;
		do
		:: list != NIL && budget > 0 ->
			budget--;
			r = list;
#ifndef WITHOUT_RULE_READ_LINK_FIRST
			list = link[r];
#endif
			d_step {
				must(fifo, !home[r] && number[r] == last[producer(r)] + 1);
				last[producer(r)]++;
				handled++;
				home[r] = true };
#ifdef WITHOUT_RULE_READ_LINK_FIRST
			list = link[r]
#endif
		:: else -> break
		od;
		skip;
		d_step { r = 0; budget = 0 };
#ifdef WITHOUT_RULE_NOTE_REST
		if
		:: list != NIL -> irq
		:: else
		fi
#endif
	od
}

#define lies(r) (!home[r] && silent[r])
/* Not the kernel: nothing moves any more. */
proctype monitor()
{
	timeout ->
	must(bell_not_lost, head == NIL || (!rung && lies(0) && link[0] == NIL));
	must(all_handled, handled == SENDS ||
		(lies(0) && (handled == SENDS - 2 || last[0] == 0)))
}

init
{
	atomic {
		home[0] = true; home[1] = true; home[2] = true;
		run p(); run qq(); run consumer(); run monitor()
	}
}
