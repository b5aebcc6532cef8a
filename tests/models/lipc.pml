/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lipc without the kernel: threads of one space switch to each other in user mode, and the kernel
 * may be entered behind each instruction of the switch.
 *
 * B is a server, A and C are its clients, ROUNDS calls each. A and B belong to processor 0, C to
 * processor HOME. Each processor executes the instructions of whoever's registers it holds; the
 * kernel enters at any time, finds out who runs, lets some other thread run, ends a wait (CANCEL),
 * moves a thread to the other processor (MOVE), or takes from a thread what the switch demands
 * (UNEQUAL), and leaves. With SELF they call themselves too; with HOSTILE somebody in the space
 * writes anything to gs:0: then the kernel alone has to stay right.
 *
 * Bounds: three threads, two processors, one of each event. Threads do not depend on how many
 * others are published: each record is written by its thread, read by who calls it, and by the
 * kernel of one processor. Messages have no words: those in registers stay there, and the others
 * are copied before the instruction that commits, which is when a switch begins anew.
 */
#include "model.pml"

#ifndef ROUNDS
#define ROUNDS 1
#endif
#ifndef HOME
#define HOME 0
#endif
#ifdef CANCEL
#define CANCELS 1
#else
#define CANCELS 0
#endif
#ifdef MOVE
#define MOVES 1
#else
#define MOVES 0
#endif
#ifdef UNEQUAL
#define UNEQUALS 1
#else
#define UNEQUALS 0
#endif

/* Properties. */
#define message_to_waiter	1	/* who gets a message waits for it */
#define kernel_is_right		2	/* whom the kernel takes for the running thread is that */
#define wait_is_known		3	/* the kernel knows who waits, for whom, on which stack */
#define only_equals		4	/* switches are between equals of one processor */
#define queue_goes_first	5	/* nobody overtakes who is queued */

#define A 0
#define B 1
#define C 2
#define NOBODY 3
#define ANY 4

/* Where a thread is: before an instruction of the switch, or in its program. */
#define PROGRAM	0
#define ME	1
#define KEY	2
#define CLASS	3
#define EXPECT	4
#define RECORD	5
#define RECORD2	6
#define COMMIT	7
#define STACK	8
#define CLEAR	9
#define RETURN	10
#define KERNEL	11	/* calls the kernel instead */
#define OVER	12

#define READY	0
#define POLLS	1
#define WAITS	2

/* What users can write: the word at gs:0 and the records. */
byte gs[2], class[3], expects[3], stack[3];
/* What they only read: the word behind it. 0: no switch from here. */
byte key[2];

/* Registers of a processor, and of a thread that it does not run. */
typedef regs { byte pc, me, to, from, key, sp };
regs cpu[2];
regs saved[3];

/* The kernel's own. */
byte current[2];			/* whom it has let run */
bool switches[2];			/* in user mode too */
byte owner[3], state[3], expect[3];
bool published[3], unequal[3];

byte rounds[3];
byte cancels = CANCELS, moves = MOVES, unequals = UNEQUALS;

/* Ghosts. */
byte runs[2];				/* whose code a processor executes */
bool waits[3];
byte waits_for[3];

#ifdef HOSTILE
#define honest(property, condition) skip
#else
#define honest(property, condition) must(property, condition)
#endif

#ifdef WITHOUT_RULE_CHECK_WORD
#define is_valid(x)	true
#else
#define is_valid(x)	(published[x] && owner[x] == c)
#endif
#ifdef WITHOUT_RULE_NO_QUEUE
#define can_switch(x)	(!unequal[x])
#else
#define can_switch(x)	(!unequal[x] && !has_queue(x))
#endif
#define accepts(r, s)	(expect[r] == ANY || expect[r] == s)
#define is_polled_by(r, s) (state[s] == POLLS && saved[s].to == r)
#define has_queue(r)	(is_polled_by(r, A) || is_polled_by(r, B) || is_polled_by(r, C))
/* On its own processor, whose kernel knows. */
#define overtakes(r, s, f) (is_polled_by(r, s) && owner[s] == c && (f == ANY || f == s))
#define overtakes_any(r, f) (overtakes(r, A, f) || overtakes(r, B, f) || overtakes(r, C, f))

/* x begins to wait for whom. */
#define ghost_waits(x, whom) waits[x] = true; waits_for[x] = whom

/* Not the kernel: a ghost. x, which waits, gets the message of s. */
inline ghost_gets(x, s)
{
	honest(message_to_waiter, waits[x] && (waits_for[x] == ANY || waits_for[x] == s));
	waits[x] = false
}

/* r, which waits, takes the message of s if s is queued to it. kernel: lipc_take(), lipc_leave() */
inline match(r, s)
{
	/* kernel: ipc_transfer_begin(), ipc_depart() */
	if
	:: owner[r] == c && state[r] == WAITS && is_polled_by(r, s) && accepts(r, s) ->
		ghost_gets(r, s);
		state[r] = READY;
		saved[r].pc = RETURN;
		saved[r].me = s;
		state[s] = WAITS;
		expect[s] = saved[s].from;
		ghost_waits(s, expect[s])
	:: else
	fi
}

/* What the kernel knows of x is true again. kernel: lipc_take() */
inline take(x)
{
	if
	:: owner[x] == c && published[x] ->
		published[x] = false;
#ifndef WITHOUT_RULE_CLEAR_CLASS
		class[x] = 0;
#endif
		if
#ifdef WITHOUT_RULE_TAKE_ALL
		:: x != r && x == current[c] ->
#else
		:: x != r && (x == current[c] || expects[x] != expect[x]) ->
#endif
			state[x] = WAITS;
			expect[x] = expects[x];
			saved[x].sp = stack[x];
			saved[x].pc = RETURN
		:: else
		fi;
		honest(wait_is_known,
		       x == r || (waits[x] && waits_for[x] == expect[x] && saved[x].sp == x))
	:: else
	fi
}

/* Into the kernel: who runs? kernel: lipc_enter(), lipc_take() */
inline enter()
{
	r = current[c];
#ifndef WITHOUT_RULE_READ_WORD
	if
	:: switches[c] && gs[c] < NOBODY && is_valid(gs[c]) -> r = gs[c]
	:: else
	fi;
#endif
	must(only_equals, r == NOBODY || (owner[r] == c && (r == current[c] || !unequal[r])));
	honest(kernel_is_right, r == runs[c]);
	take(A); take(B); take(C);
	if
	:: r != NOBODY ->
		saved[r].pc = cpu[c].pc; saved[r].me = cpu[c].me; saved[r].to = cpu[c].to;
		saved[r].from = cpu[c].from; saved[r].key = cpu[c].key; saved[r].sp = cpu[c].sp;
#ifndef WITHOUT_RULE_FINISH_SWITCH
		/* kernel: finish_switch() */
		if
		:: saved[r].pc == STACK && switches[c] ->
			saved[r].sp = stack[r];
			saved[r].pc = CLEAR
		:: else
		fi;
#endif
#ifndef WITHOUT_RULE_BEGIN_ANEW
		if
		:: saved[r].pc > KEY && saved[r].pc <= COMMIT && switches[c] ->
			saved[r].pc = KERNEL
		:: else
		fi;
#endif
		state[r] = READY
	:: else
	fi;
	switches[c] = false;
	key[c] = 0;
	/* What stands in registers and words that nobody looks at makes no difference. */
	cpu[c].me = 0; cpu[c].to = 0; cpu[c].from = 0; cpu[c].key = 0; cpu[c].pc = 0;
	if
	:: r != NOBODY && (saved[r].pc == KERNEL || saved[r].pc == PROGRAM) -> saved[r].key = 0
	:: else
	fi;
	gs[c] = NOBODY;
	current[c] = NOBODY;
	runs[c] = NOBODY
}

/* x may be switched to while r runs. kernel: lipc_leave(), lipc_publish() */
inline publish(x)
{
	if
	:: x != r && owner[x] == c && state[x] == WAITS && can_switch(x) ->
		expects[x] = expect[x];
		stack[x] = saved[x].sp;
		class[x] = c + 1;
		published[x] = true
	:: else
	fi
}

/* Out of the kernel, to r. kernel: lipc_leave(), lipc_publish() */
inline leave()
{
	cpu[c].pc = saved[r].pc; cpu[c].me = saved[r].me; cpu[c].to = saved[r].to;
	cpu[c].from = saved[r].from; cpu[c].key = saved[r].key; cpu[c].sp = saved[r].sp;
	saved[r].me = 0; saved[r].to = 0; saved[r].from = 0; saved[r].key = 0;
	current[c] = r;
	runs[c] = r;
	gs[c] = r;
	if
	:: can_switch(r) ->
		switches[c] = true;
		key[c] = c + 1;
		expects[r] = NOBODY;
		stack[r] = NOBODY;
		class[r] = c + 1;
		published[r] = true;
		publish(A); publish(B); publish(C)
	:: else
	fi
}

/* Of what else happens in the kernel. kernel: ipc_cancel(), migrate_begin(), sys_schedule() */
inline event(x)
{
	if
	/* A limit, a cancel: the program calls again. kernel: ipc_cancel() */
	:: cancels > 0 && owner[x] == c && state[x] == WAITS && x != B ->
		cancels--;
		honest(wait_is_known, waits[x]);
		waits[x] = false;
		state[x] = READY;
		saved[x].pc = PROGRAM
	/* One that is queued asks again over there. kernel: migrate_begin(), migrate_end() */
	:: moves > 0 && owner[x] == c && state[x] != POLLS -> moves--; owner[x] = 1 - c
	/* Another priority, floating-point state, a redirector. kernel: sys_schedule() */
	:: unequals > 0 && owner[x] == c -> unequals--; unequal[x] = true
	fi
}

/* An interrupt, or the call of r. kernel: dispatch(), sys_ipc() */
inline kernel()
{
	is_call = runs[c] != NOBODY && cpu[c].pc == KERNEL;
	enter();
	if
	:: r != NOBODY && is_call -> state[r] = POLLS
	:: r != NOBODY && saved[r].pc == OVER -> state[r] = POLLS; saved[r].to = NOBODY
	:: else
	fi;
	match(B, A); match(B, C); match(A, B); match(C, B);
	if
	:: event(A)
	:: event(B)
	:: event(C)
	:: true
	fi;
	if
	:: owner[A] == c && state[A] == READY -> r = A
	:: owner[B] == c && state[B] == READY -> r = B
	:: owner[C] == c && state[C] == READY -> r = C
	:: else -> r = NOBODY
	fi;
	if
	:: r != NOBODY -> leave()
	:: else
	fi;
	r = NOBODY; is_call = false
}

#define at(where)	runs[c] != NOBODY && cpu[c].pc == where

/* Not the kernel: what a processor executes in user mode, stub_lipc in stubs.S. */
proctype processor(byte c)
{
	byte r = NOBODY;
	bool is_call;

end:	do
	:: atomic { true -> kernel() }
	:: atomic { at(PROGRAM) && runs[c] == B ->
		cpu[c].to = cpu[c].me; cpu[c].from = ANY; cpu[c].pc = ME }
#ifdef SELF
	:: atomic { at(PROGRAM) -> cpu[c].to = runs[c]; cpu[c].from = ANY; cpu[c].pc = ME }
#endif
	:: atomic { at(PROGRAM) && runs[c] != B ->
		if
		:: rounds[runs[c]] == 0 -> cpu[c].pc = OVER
		:: rounds[runs[c]] > 0 ->
			cpu[c].to = B; cpu[c].from = B; cpu[c].pc = ME
		fi }
	:: atomic { at(ME) -> cpu[c].me = gs[c]; cpu[c].pc = KEY }
	:: atomic { at(KEY) ->
		cpu[c].key = key[c];
		cpu[c].pc = (cpu[c].key == 0 -> KERNEL : CLASS) }
	:: atomic { at(CLASS) ->
#ifdef WITHOUT_RULE_COMPARE_CLASS
		cpu[c].pc = (class[cpu[c].to] != 0 -> EXPECT : KERNEL)
#else
		cpu[c].pc = (class[cpu[c].to] == cpu[c].key -> EXPECT : KERNEL)
#endif
		}
	:: atomic { at(EXPECT) ->
		if
		:: expects[cpu[c].to] == ANY || expects[cpu[c].to] == cpu[c].me ->
#ifdef WITHOUT_RULE_RECORD_FIRST
			cpu[c].pc = COMMIT
#else
			cpu[c].pc = RECORD
#endif
		:: else -> cpu[c].pc = KERNEL
		fi }
	:: atomic { at(RECORD) -> expects[cpu[c].me] = cpu[c].from; cpu[c].pc = RECORD2 }
	:: atomic { at(RECORD2) -> stack[cpu[c].me] = cpu[c].sp;
#if defined(WITHOUT_RULE_RECORD_FIRST) || defined(WITHOUT_RULE_STACK_BEHIND)
		cpu[c].pc = STACK
#else
		cpu[c].pc = COMMIT
#endif
		}
	:: atomic { at(COMMIT) ->
		honest(only_equals, owner[cpu[c].to] == c && !unequal[cpu[c].to] &&
		       !unequal[runs[c]]);
		honest(queue_goes_first, !overtakes_any(cpu[c].to, expects[cpu[c].to]) &&
		       !overtakes_any(runs[c], cpu[c].from));
		gs[c] = cpu[c].to;
		ghost_gets(cpu[c].to, runs[c]);
		ghost_waits(runs[c], (cpu[c].from));
		runs[c] = cpu[c].to;
#ifdef WITHOUT_RULE_RECORD_FIRST
		cpu[c].pc = RECORD
#elif defined(WITHOUT_RULE_STACK_BEHIND)
		cpu[c].pc = CLEAR
#else
		cpu[c].pc = STACK
#endif
		}
	:: atomic { at(STACK) -> cpu[c].sp = stack[cpu[c].to];
#ifdef WITHOUT_RULE_STACK_BEHIND
		cpu[c].pc = COMMIT
#elif defined(WITHOUT_RULE_CLEAR_EXPECT)
		cpu[c].pc = RETURN
#else
		cpu[c].pc = CLEAR
#endif
		}
	:: atomic { at(CLEAR) -> expects[cpu[c].to] = NOBODY; cpu[c].pc = RETURN }
	:: atomic { at(RETURN) ->
		honest(wait_is_known, cpu[c].sp == runs[c]);
		if
		:: runs[c] != B -> rounds[runs[c]]--
		:: else
		fi;
		cpu[c].to = 0; cpu[c].from = 0; cpu[c].key = 0;
		if
		:: runs[c] != B -> cpu[c].me = 0
		:: else
		fi;
		cpu[c].pc = PROGRAM }
#ifdef HOSTILE
	:: atomic { runs[c] != NOBODY && cpu[c].pc == PROGRAM ->
		if
		:: gs[c] = A
		:: gs[c] = B
		:: gs[c] = C
#if HOME == 1
		/* All processors' pages of a space can be written to on each of them. */
		:: gs[1 - c] = A
		:: gs[1 - c] = B
		:: gs[1 - c] = C
#endif
		fi }
#endif
	od
}

init
{
	atomic {
		/* B waits already, for A first; A and C are ready. */
		owner[C] = HOME;
		state[B] = WAITS; expect[B] = A; saved[B].sp = B; saved[B].pc = RETURN;
		ghost_waits(B, A);
		saved[A].sp = A; saved[C].sp = C;
		rounds[A] = ROUNDS; rounds[C] = ROUNDS;
		expects[A] = NOBODY; expects[B] = NOBODY; expects[C] = NOBODY;
		runs[0] = NOBODY; runs[1] = NOBODY; current[0] = NOBODY; current[1] = NOBODY;
		run processor(0);
#if HOME == 1
		run processor(1)
#endif
	}
}
