/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random programs of a few threads that talk to each other, as data made from a seed: to see that
 * two kernels give the same answers. The player of a script knows ids and makes the calls;
 * plain C with no state of its own, for any processor.
 */
#ifndef L4_LIB_IPC_SCRIPT_H
#define L4_LIB_IPC_SCRIPT_H

#include "fuzz.h"

#define SCRIPT_THREADS		6
#define SCRIPT_SPACE_THREADS	2	/* of one space; those of the first one are privileged */
#define SCRIPT_STEPS		24	/* of each thread */
#define SCRIPT_ROUNDS		10	/* of the keeper, whenever all threads wait */

/* Ways to name a thread. */
enum script_who {
	SCRIPT_NIL, SCRIPT_ANY, SCRIPT_ANY_LOCAL,
	SCRIPT_THREAD,		/* by its global id */
	SCRIPT_NEIGHBOUR,	/* by its local id, from whichever space */
	SCRIPT_LAST,		/* whoever the last message came from, as it was named then */
	SCRIPT_FORMER,		/* an id of this number and another version */
	SCRIPT_NOBODY,		/* no thread has the number */
	SCRIPT_SAME,		/* whom it waited for last, by the word that named it then */
};

struct script_name {
	enum script_who who;
	unsigned int thread;
};

enum script_kind {
	SCRIPT_IPC, SCRIPT_LIPC,
	SCRIPT_SWITCH,		/* to */
	SCRIPT_EXREGS,		/* to: control, with SET_IP to where the next step begins */
	SCRIPT_SCHEDULE,	/* to: time, prio, preemption; ~0: unchanged */
	SCRIPT_VERSION,		/* to gets another version */
	SCRIPT_REDIRECT,	/* the space of to: redirector from; any: none */
	SCRIPT_RENEW,		/* to is deleted and made again (keeper only) */
	SCRIPT_FLAGS,		/* preemption flags of the UTCB */
	SCRIPT_FPU,		/* uses floating-point registers */
	SCRIPT_SPEND,		/* time passes, where it can be made to */
	SCRIPT_FAULT,		/* a page fault, for the pager to (timed scripts only) */
};

struct script_step {
	enum script_kind kind;
	struct script_name to, from;
	fuzz_word timeouts;
	fuzz_word tag;
	fuzz_word seed;			/* of the message words */
	struct script_name sender;	/* virtual sender, where the tag has the flag */
	fuzz_word control, time, prio, preemption, flags, usec;
	unsigned int wakes;		/* keeper: the IPC of these threads, bit by bit, ends */
};

struct script {
	bool is_timed;		/* slices, limits and delays are so short that they end */
	unsigned int prio[SCRIPT_THREADS];
	/* From the beginning, as parameters of Schedule. */
	fuzz_word time[SCRIPT_THREADS], preemption[SCRIPT_THREADS];
	struct script_step step[SCRIPT_THREADS][SCRIPT_STEPS];
	struct script_step round[SCRIPT_ROUNDS];
};

void script_make(struct script *s, unsigned long long seed, bool is_timed);
/* Message word i (1..) of a step. */
fuzz_word script_word(const struct script_step *step, unsigned int i);

/* One number for many words, in their order. */
struct script_hash {
	unsigned long long value;
};
void script_add(struct script_hash *h, fuzz_word word);

#endif
