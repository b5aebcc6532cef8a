/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Data of one processor: the running thread, ready queues, time.
 */
#ifndef L4_GENERIC_CPU_H
#define L4_GENERIC_CPU_H

#include <arch/percpu.h>
#include <base/bits.h>
#include <generic/flush.h>
#include <generic/request.h>
#include <generic/request_limit.h>
#include <generic/tcb.h>

#define NR_PRIOS	256

/* A power of two. */
#define WAITERS_ROOTS	64

/* A processor's threads that each wait for one certain thread: <generic/waiters.h>. Zero: none. */
struct waiters {
	struct tcb *root[WAITERS_ROOTS];	/* of trees, by the lowest bits of the number */
	struct tcb *orphans;			/* first of a ring: their partners have gone */
};

struct cpu {
	/*
	 * The gate from which on a short IPC may switch to a thread; one that no thread has while
	 * the running thread is not as usual. Right whenever user code runs.
	 */
	u64 open;
	struct tcb *current;		/* whose registers the processor holds */
	int top;			/* most urgent queued priority; -1: nobody is queued */
	union {
		/* Zero: a running thread that is as usual may go to user mode as it is. */
		u32 todo;
		struct {
			bool resched;		/* a thread of higher priority became ready */
			bool timer_stale;	/* the next event may be earlier than programmed */
			bool gate_stale;	/* `open` is not that of usual running threads */
			bool interrupts;	/* recorded and not handled; ports may set it */
		};
	};
#ifdef CONFIG_SMP
	u64 room;			/* gates above `open` by so much are other processors' */
#endif
	struct arch_cpu arch;
	cpu_t number;			/* X.2's processor number */
#ifdef CONFIG_SMP
	u64 first_gate;			/* of its threads that wait as usual, the lowest gate */
#endif
	struct tcb *idle;
	u32 locks;			/* those held, see <generic/lock.h>; with DEBUG_ASSERT */
	usec_t slice_end;		/* of the running thread; USEC_NEVER: infinite */
	usec_t run_start;		/* when a thread with a finite quantum began to run */
	usec_t delay_end;		/* a delayed preemption comes then; USEC_NEVER: none is */
	usec_t programmed;		/* when the timer will fire; USEC_NEVER: not at all */
	struct timerq timers;

	/*
	 * Ready queues: threads that can run but do not. One that has just become more urgent than
	 * the running thread and all of them is at hand outside, until the next choice.
	 */
	struct tcb *urgent;
	word_t ready_words;		/* bit w: ready_map[w] is not zero */
	word_t ready_map[NR_PRIOS / WORD_BITS];
	struct tcb *ready[NR_PRIOS];	/* head of each circular queue */

#ifdef CONFIG_SMP
	struct request_queue requests;	/* from all processors to this one */
	struct request_limit limit;	/* of what they may take */
	struct waiters waiters;
	bool gave_turn;			/* a turn with a lock has been given back unused */
	struct flush flush;
#endif
};

STATIC_ASSERT(offsetof(struct cpu, arch) == CPU_ARCH &&
	      offsetof(struct cpu, interrupts) == CPU_INTERRUPTS, "arch knows where its part is");

#ifdef CONFIG_SMP
static inline void cpu_init_flush(struct cpu *c)
{
	flush_init(&c->flush);
}
#else
static inline void cpu_init_flush(struct cpu *c)
{
	(void)c;
}
#endif

/*
 * True if a thread with this gate may be switched to by a short IPC on processor c; with `by`, if
 * it might with one higher by so much. A macro, as c may be a port's own kind of pointer.
 */
#ifdef CONFIG_SMP
#define gate_is_passed(gate, c, by)	((gate) - ((c)->open - (by)) < (c)->room)
#else
#define gate_is_passed(gate, c, by)	((gate) >= (c)->open - (by))
#endif

/* What gate_stale is in `todo`. */
#define TODO_GATE	((u32)true << (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 8 : 16))

STATIC_ASSERT(offsetof(struct cpu, gate_stale) - offsetof(struct cpu, todo) == 2, "see TODO_GATE");

/* The processor this code runs on. */
static inline struct cpu *this_cpu(void)
{
	return container_of(arch_this_cpu(), struct cpu, arch);
}

/* Processors that run, by number: those from 0 to ncpus - 1. Written when one is started. */
extern struct cpu *cpus[NR_CPUS];
extern unsigned int ncpus;

STATIC_ASSERT(NR_CPUS <= CPU_LEFT, "no processor has the number that says that a thread has none");

/* True if t belongs to the processor that this code runs on. */
static inline bool is_mine(const struct tcb *t)
{
	return !IS_ENABLED(CONFIG_SMP) ||
	       likely(atomic_glance(&t->cpu) == arch_near_cpu()->number);
}

/*
 * Which processor knows where t is: its owner; of one on its way the processor that it has left,
 * and if that is this one, the one that it goes to. Anybody may ask. Several processors only.
 */
struct cpu *cpu_of(const struct tcb *t);

#ifdef CONFIG_SMP
/* True if t belongs to this processor, waits, and nothing about it is unusual or pending. */
static inline bool tcb_waits_here(const struct tcb *t)
{
	return atomic_glance(&t->gate) - arch_near_cpu()->first_gate < GATE_CPU(1);
}

/*
 * True if t belongs to this processor and nothing about it is unusual or pending, whatever its
 * state and the size of its words are.
 */
static inline bool tcb_is_usual_here(const struct tcb *t)
{
	return ((atomic_glance(&t->gate) ^ arch_near_cpu()->first_gate) &
		(GATE_USUAL(0xffffff & ~USUAL_WORDS) | GATE_CPU(0xff))) == 0;
}
#else
static inline bool tcb_waits_here(const struct tcb *t)
{
	return t->gate_high >= GATE_HIGH(GATE(THREAD_WAITING, 0));
}

static inline bool tcb_is_usual_here(const struct tcb *t)
{
	return (t->gate_high | GATE_HIGH((u64)0xff << 56 | GATE_USUAL(USUAL_WORDS))) == ~(u32)0;
}
#endif

#endif
