/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lipc without the kernel. Threads of one space that have opted in switch to each other in user
 * mode while one of them runs, as far as an IPC between them would do no more than to switch.
 *
 * While user code of such a thread runs the others that may be switched to are published: a record
 * in the UTCB of each says for whom it waits, and with which stack pointer. A thread that switches
 * writes the same of itself, then the word at gs:0. On the way into the kernel lipc_take() reads
 * that word and the records, and from there on the kernel's own data say the truth. Both are user
 * memory: what is written there decides which thread of those published runs and for whom the
 * others wait, and nothing else. (tests/models/lipc.pml)
 */
#ifndef L4_API_LIPC_H
#define L4_API_LIPC_H

#include <api/thread.h>

/* How many threads of a space may have opted in on one processor: the kernel looks at each. */
#define LIPC_MEMBERS	16

/* Threads of one space and one processor. It lies behind the page that users see. */
struct lipc_group {
	struct lipc_group *next;
	cpu_t cpu;
	u8 members;
	struct thread *member[LIPC_MEMBERS];
};

#define LIPC_GROUP_ORDER	1	/* of its memory: 2^order pages */

/*
 * t, of this processor, opts in; again: nothing. Errors: ERR_NOMEM; ERR_BUSY: as many have as can.
 */
err_t lipc_opt_in(struct thread *t) __must_check;
/* t, of this processor, does not switch in user mode any more. It may never have. */
void lipc_opt_out(struct tcb *t);

/* True if t has opted in. */
static inline bool lipc_is_in(const struct tcb *t)
{
	return IS_ENABLED(CONFIG_LIPC_USER) && !(t->usual & USUAL_LIPC);
}

/* t leaves its space. */
static inline void lipc_forget(struct thread *t)
{
	if (lipc_is_in(&t->tcb))
		lipc_opt_out(&t->tcb);
}

/*
 * User code of t, which has opted in, follows. False: it cannot switch; true: t and all that it
 * may switch to are published, under this key of the processor, which is not 0.
 */
bool lipc_publish(struct tcb *t, word_t key);
/*
 * User code of `chosen` has been published and has run; `word` is what stands at gs:0. Nobody is
 * published any more, and all that have switched wait. Returns who runs, which has the registers
 * that were saved as those of `chosen`.
 */
struct tcb *lipc_take(struct tcb *chosen, word_t word);

#ifdef CONFIG_LIPC_USER
/* Gives back what s has for threads that have opted in; there are none. */
void lipc_release(struct space *s);
#else
static inline void lipc_release(struct space *s __unused)
{
}
#endif

#endif
