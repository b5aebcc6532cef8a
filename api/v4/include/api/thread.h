/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads as X.2 knows them: ids, life cycle, the state of an IPC and of unfinished kernel work.
 */
#ifndef L4_API_THREAD_H
#define L4_API_THREAD_H

#include <api/print.h>
#include <api/space_member.h>
#include <api/transfer.h>
#include <api/work.h>
#include <arch/space.h>
#include <base/atomic.h>
#include <base/bits.h>
#include <generic/tcb.h>
#include <l4/abi/types.h>

/* Thread ids: number in the upper half of a word, version in the lower one. */
#define TID_NUMBER_BITS		18	/* significant bits, KIP ThreadInfo */
#define TID_NUMBER_SHIFT	(WORD_BITS / 2)
#define TID_VERSION_SERVER	1	/* of interrupts and initial servers */

static inline word_t tid_make(word_t number, word_t version)
{
	return number << TID_NUMBER_SHIFT | version;
}

static inline word_t tid_number(word_t id)
{
	return id >> TID_NUMBER_SHIFT;
}

static inline bool tid_is_global(word_t id)
{
	return (id & L4_TID_LOCAL_MASK) != 0;
}

/* Where the words of a message come from. */
enum source {
	SOURCE_UTCB,		/* the sender's message registers */
	SOURCE_KERNEL,		/* kernel_words */
	SOURCE_EXCEPTION,	/* the registers of the sender */
};

/* Where a received message goes to. */
enum sink {
	SINK_UTCB,		/* message registers: a wait of the program itself */
	SINK_FAULT,		/* page-fault reply: only map and grant items count */
	SINK_IO_FAULT,		/* the same for IO ports */
	SINK_START,		/* start message: IP and SP */
	SINK_EXCEPTION,		/* registers */
	SINK_DISCARD,		/* only the arrival counts */
};

#define THREAD_PRIO_DEFAULT	100
#define THREAD_PRIO_SERVER	255
#define THREAD_SLICE_DEFAULT	10000	/* microseconds */

struct thread {
	struct tcb tcb;			/* first: mechanisms know only this part */

	struct space_member member;	/* of the space */
	uvaddr_t utcb_location;		/* UTCB_NOWHERE: none given yet */
	word_t scheduler;		/* thread id */

	/* the IPC in progress; source, sink, awaits_quantum, intended, outer: see USUAL_IPC */
	u8 source;			/* enum source */
	u8 sink;			/* enum sink */
	bool awaits_quantum;		/* in an IPC with the scheduler about a used-up quantum */
	u32 timeouts;			/* X.2 times: send << 16 | receive */
	word_t tag;			/* of the message to send, checked copy */
	word_t from;			/* FromSpecifier; nil: no receive phase */
	word_t kernel_words[2];
	word_t intended;		/* redirected: whom the message was meant for; else nil */

	/* interrupt threads */
	u8 irq;
	bool is_irq;
#ifdef CONFIG_SMP
	/* deletion and new ids: see <api/round.h> */
	bool in_round;			/* its number is reserved */
	bool is_dead;			/* it is deleted, and the kernel needs it yet */
	bool is_over;			/* no deleter waits for it: it does itself ... */
	u8 work_left;			/* ... what it has begun: enum continuation */
	struct request *waiting;	/* records that wait for its number, a ring: the last one */
#endif
	word_t handler;			/* thread id; nil: not associated */
#ifdef CONFIG_LIPC_USER
	struct lipc_group *lipc;	/* it has opted in; NULL: it has not */
	bool is_published;		/* user code may have switched to it, or from it */
	word_t shown_expect;		/* its wait and its stack pointer as its record told ... */
	word_t shown_stack;		/* ... when it was published, if it waited */
#endif

#ifdef CONFIG_SMP
	/*
	 * Of a transfer to or from a thread of another processor: smp/ipc_items.c. The errors and
	 * the fault go with the sender's record.
	 */
	struct {
		u32 word;		/* the sender's: enum transfer_word */
		u8 s_error, r_error;	/* what both get when it has ended: L4_IPC_* */
		u8 access;		/* of the receiver's fault; with `address` */
		bool is_away;		/* the sender's record is with the receiver's processor */
		bool ends, stops;	/* of sender, receiver: the record goes to the partner's */
		bool finishes;		/* of the sender: all is done, it waits for its record */
		struct thread *partner;	/* of the sender; NULL: it sends no items there */
		/* Valid when it is in use. */
		uvaddr_t address;	/* of the receiver's fault */
		word_t tag;		/* of the message */
		struct thread *sender;	/* whose transfer the receiver has ended ... */
		word_t error;		/* ... and its error code, zero: it gets none */
	} far;
	/* A message in another's name has arrived: see REQUEST_PROXY. Goes with the record. */
	struct {
		word_t waiter, sender, receiver;
	} proxy;
#endif

	struct print print;

	/*
	 * The transfer that a page fault interrupts: while the fault is served, the IPC above is
	 * the fault's. Exactly one deep: a fault message has no strings.
	 */
	struct {
		bool is_active;
		u8 state;		/* THREAD_SENDING or THREAD_RECEIVING */
		u8 sink;
		u32 timeouts;
		word_t tag, from, intended, acts_for;
		u64 acts_from;
		struct tcb *partner;
	} outer;

	/* A thread that sends does nothing else. */
	union {
		struct xfer xfer;	/* of the message to send, while it is transferred */
		struct work work;	/* what the continuation continues */
	};
};

#define UTCB_NOWHERE	(~(uvaddr_t)0)

static inline struct thread *thread_of(struct tcb *t)
{
	return container_of(t, struct thread, tcb);
}

static inline bool thread_is_active(const struct thread *t)
{
	return t->tcb.state != THREAD_INACTIVE;
}

/*
 * True if t, an active thread, is one of a space with 32-bit words: see space_is_compat(). False of
 * interrupts and of the idle thread, which have no UTCB.
 */
static inline bool thread_is_compat(const struct thread *t)
{
	return IS_ENABLED(CONFIG_COMPAT32) &&
	       unlikely(!atomic_glance_bits(&t->tcb.usual, USUAL_WORDS));
}

/* Thread numbers: interrupts below system_base, kernel threads below user_base. */
extern word_t thread_system_base, thread_user_base;

/* Errors: ERR_NOMEM. Context: boot. */
err_t thread_table_init(void) __must_check;

/* Of each number the address of the thread's hot line; of numbers without one that of nobody. */
extern void **thread_table;
extern struct thread thread_absent;

/* A port may know a shorter way to it, from port_thread_table() on. */
#ifndef arch_thread_table
#define arch_thread_table()	thread_table
#endif

static inline struct thread *thread_at(word_t number)
{
	/* Masked, not compared: no speculation leaves the table. */
	void **at = &arch_thread_table()[number & MASK(TID_NUMBER_BITS)];
	void *line = IS_ENABLED(CONFIG_SMP) ? atomic_read(at) : *at;

	return container_of(line, struct thread, tcb.id);
}

/* The hot line of no thread: no id is its own, and nothing passes its gate. */
static inline void *thread_nobody(void)
{
	return &thread_absent.tcb.id;
}

/* The thread with exactly this global id; NULL if there is none. */
static inline struct thread *thread_find(word_t id)
{
	/* The full id decides; that of nobody is no id. */
	struct thread *t = thread_at(tid_number(id));

	return atomic_glance_is(&t->tcb.id, id) && id != EXPECT_ANY ? t : NULL;
}

/* The thread with this number, whatever its version. */
struct thread *thread_by_number(word_t number);
/* The thread with this local id in the space of t. */
struct thread *thread_resolve_local(const struct thread *t, word_t id);
/* The thread that the running thread `t` means: a global id or a local one of its space. */
static inline struct thread *thread_resolve(const struct thread *t, word_t id)
{
	return tid_is_global(id) ? thread_find(id) : thread_resolve_local(t, id);
}

/* Local ids of the space of t become global ones; other values stay; unknown ones become nil. */
word_t thread_globalize_local(const struct thread *t, word_t id);
static inline word_t thread_globalize(const struct thread *t, word_t id)
{
	return tid_is_global(id) || id == L4_TID_NIL ? id : thread_globalize_local(t, id);
}

/* The serial of the space of t, which may be another processor's thread; 0: it is in none. */
static inline u64 thread_serial(const struct thread *t)
{
	return atomic_glance(&t->tcb.space_serial);
}

/*
 * How `viewer` sees `t`, which does not move meanwhile: by its local id inside one space. With
 * several processors t is this processor's, or has a record in its hand.
 */
static inline word_t thread_id_for(const struct thread *viewer, const struct thread *t)
{
	return atomic_glance_is(&t->tcb.space, viewer->tcb.space) ?
		       atomic_glance(&t->tcb.local_id) : atomic_glance(&t->tcb.id);
}
/* The same of the thread with this global id, which may be another processor's, or gone. */
word_t thread_id_seen(const struct thread *viewer, word_t id);

/*
 * A new inactive thread of this processor in the table, in no space yet; the number must be free.
 * NULL: no memory. With several processors nobody finds it before thread_publish().
 */
struct thread *thread_create(word_t id, word_t scheduler);
/* t can be found from here on. False: another processor has given its number away by now. */
bool thread_publish(struct thread *t) __must_check;
/*
 * Gives an inactive thread its UTCB, that of space_utcb_alloc(). The thread has to wait for its
 * start message then.
 */
void thread_activate(struct thread *t, uvaddr_t location, word_t __user *utcb, word_t pager);
/* Change the id (same number, new version). USUAL_ID comes back when all have been told. */
void thread_set_id(struct thread *t, word_t id);
/* Back to the cache; t is in no space, queue or table any more. */
void thread_free(struct thread *t);
/* Nobody finds t any more; with several processors its number is not free before all know it. */
void thread_table_clear(struct thread *t);
#ifdef CONFIG_SMP
void thread_number_free(word_t number);

/* Nobody has this number, and it is not free yet. */
static inline bool thread_number_is_reserved(word_t number)
{
	const struct thread *t = thread_at(number);

	return t != &thread_absent && atomic_glance_is(&t->tcb.id, 0);
}

static inline bool thread_is_dead(const struct thread *t)
{
	return t->is_dead;
}
#else
static inline bool thread_number_is_reserved(word_t number __unused)
{
	return false;
}

static inline bool thread_is_dead(const struct thread *t __unused)
{
	return false;
}
#endif

size_t thread_count(void);

#endif
