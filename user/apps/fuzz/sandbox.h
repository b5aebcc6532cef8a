/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fuzzing root task. In a sandbox of several spaces, workers make random system calls; keepers
 * in the root task's space make those that need its privilege, about the sandbox only. The main
 * thread revives whoever makes no more calls; the pager serves faults; the watchdog, in a space of
 * its own, sees that nobody touches its memory.
 */
#ifndef FUZZ_SANDBOX_H
#define FUZZ_SANDBOX_H

#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/thread.h>

#include <fuzz.h>

#include "pages.h"

#define PAGE		(1ul << PAGE_LOG2)

/* Threads: workers by slots, then the keepers. */
#define SPACES		4
#define SPACE_THREADS	3
#define WORKERS		(SPACES * SPACE_THREADS)
#define KEEPERS		2
#define IRQS		16

/* Thread numbers behind the main thread's. */
#define NUMBER_PAGER	1
#define NUMBER_WATCHDOG	2
#define NUMBER_KEEPER	3
#define NUMBER_SLOT	16	/* of slot 0 */

/* Spaces of the sandbox, and the watchdog's. */
#define PLACE		0x50000000ul	/* where they find memory: */
#define PLACE_LOG2	23		/* half of it small pages, the other half large ones */
#define UTCB_AREA	0x80000000ul
#define UTCB_AREA_LOG2	14
#define KIP_AREA	0x90000000ul

#define PRIO_PAGER	254
#define PRIO_WATCHDOG	255
#define PRIO_KEEPER	130	/* above what a keeper gives to workers */
#define PRIO_WORKER	100

#define WORKER_LOG2	13

/* What a worker or keeper has to itself; its stack is the rest. The stack pointer finds it. */
struct worker {
	struct fuzz_source source;
	struct fuzz_call call;
	volatile L4_Word_t calls;	/* made so far, */
	volatile L4_Word_t narrow_calls;	/* those of them in a 32-bit space */
	L4_Word_t slot;			/* keepers: from WORKERS on */
	char stack[];
};

#define POOL_LOG2	18

extern L4_ThreadId_t main_thread, pager;
extern char __image_start[], __data_start[], __image_end[];
/* Memory that workers may have: small pages, a large one (0: there is none). */
extern char pool[1ul << POOL_LOG2];
extern L4_Word_t large_block;

/* --- threads.c --- */

extern const struct fuzz_world worker_world, keeper_world;

struct worker *worker_of(unsigned int slot);
/* Slot of the thread with this global id; WORKERS: it is none of the sandbox. */
unsigned int slot_of(L4_Word_t id);
/* The keepers saw a call about this id succeed. */
void slot_renamed(L4_Word_t id);
bool is_worker_memory(L4_Word_t address);

/* Of the machine. */
unsigned int processors(void);
/* Threads of the harness; false: the kernel refuses (after a message). */
bool make_pager(void);
bool make_watchdog(void);
bool make_keepers(void);

/* The thread begins anew in its loop, whatever it did; false: the kernel refuses. */
bool revive(L4_ThreadId_t id, unsigned int slot);
bool revive_keeper(unsigned int i);
/* The thread is deleted and made again. */
void rebuild(unsigned int slot);
/* True if some spaces were made with words of another size. */
extern bool is_mixed;

bool delete_keepers(void);
/* All threads of the sandbox and its interrupts; returns how many deletions failed. */
unsigned int empty_sandbox(void);

/* --- the threads' own files --- */

void pager_main(void);
void worker_main(struct worker *w);

/* Shared by the watchdog, which writes, and the main thread. */
struct watch {
	volatile L4_Word_t rounds;	/* checks of its memory */
	volatile L4_Word_t errors;	/* words that were not as it had left them */
	volatile L4_Word_t latest;	/* microseconds that it woke up late, at worst */
	volatile L4_Word_t turns;	/* of the main thread; odd: it works */
	char stack[];
};

#define WATCH_BYTES	(2 * PAGE)

struct watch *watch(void);
void watchdog_main(void);

/* --- processor --- */

/* Where workers start: with their stack pointer they find the rest. */
extern char worker_entry[];
/* The control word with which a space of the sandbox is made: some have words of another size. */
L4_Word_t machine_space_control(unsigned int space);

void machine_access(L4_Word_t address, L4_Word_t access);
void machine_port(L4_Word_t port, L4_Word_t bytes);
void machine_exception(const L4_Word_t *chance);
/* Bytes of free kernel memory; 0 if the kernel does not tell. */
L4_Word_t machine_kernel_memory(void);
/*
 * The n-th allocation of the kernel from now on fails; 0: none. Returns how far away the last one
 * still was, 0: it has failed. Kernels without DEBUG_KMEM return n.
 */
L4_Word_t machine_fail_allocation(L4_Word_t n);

#endif
