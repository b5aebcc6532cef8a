/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What X.2 says of Ipc, as a machine of its own: threads call and return, and between that messages
 * pass, limits end and calls are cancelled, at moments that nobody sees. The oracle keeps all
 * states that the machine may be in after what was seen. If none is left what was seen is against
 * the specification. Knows nothing of the kernel.
 */
#ifndef TESTS_SMP_ORACLE_H
#define TESTS_SMP_ORACLE_H

#include <base/types.h>

#define ORACLE_THREADS	6

/* Whom a call names: a thread 0 .. ORACLE_THREADS - 1, or one of these. */
#define ORACLE_NOBODY	0xff	/* there is no such phase */
#define ORACLE_ANY	0xfe
#define ORACLE_LOCAL	0xfd	/* anybody of the own space */

/* The time of a phase. */
enum oracle_time { ORACLE_ZERO, ORACLE_NEVER, ORACLE_LIMIT };

struct oracle_call {
	u8 to, from;
	u8 send, receive;	/* enum oracle_time */
	u16 message;		/* its number; each is used once, 0 is none */
	u64 send_until, receive_until;	/* with ORACLE_LIMIT: the phase ends not before */
};

enum oracle_end {
	ORACLE_DONE,
	ORACLE_SEND_TIMEOUT, ORACLE_SEND_CANCELLED,
	ORACLE_RECEIVE_TIMEOUT, ORACLE_RECEIVE_CANCELLED,
};

/* All threads run; thread i is of this space. */
void oracle_begin(const u8 space[ORACLE_THREADS]);
/* Thread i makes this call: it begins at some time from now on. */
void oracle_call(unsigned int i, const struct oracle_call *call);
/* The call of thread i has begun. */
void oracle_has_begun(unsigned int i);
/* The call of thread i is cancelled at some time between these two. */
void oracle_cancel_begins(unsigned int i);
void oracle_cancel_ends(unsigned int i);
void oracle_time_is(u64 now);

/* Thread i returns, with this message (0: with none). False: it cannot. */
bool oracle_return(unsigned int i, enum oracle_end end, u16 message) __must_check;
/* Nothing moves any more; `late`: after every limit. False: something has to. */
bool oracle_is_quiet(bool late) __must_check;

/* The largest number of states until now. */
unsigned int oracle_most_states(void);

#endif
