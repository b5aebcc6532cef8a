/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stressing root task. Actors, threads of its space, at least one on each processor, do what
 * the seed has chosen (plan.c) to puppets: threads that have a space of their own each, serve
 * whoever calls, and are moved, stopped, started anew, deleted and made again meanwhile. What an
 * actor decides does not depend on what came of it, so the end of all memory is known before; how
 * the actors of several processors overtake each other is different each time.
 */
#ifndef STRESS_STRESS_H
#define STRESS_STRESS_H

#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/thread.h>

#include <stdbool.h>

#include "pages.h"

#define PAGE		(1ul << PAGE_LOG2)
#define PAGE_WORDS	(PAGE / sizeof(L4_Word_t))

#define ACTORS_MAX	16
#define ACTOR_PUPPETS	4	/* of each actor: only that one makes and deletes them */
#define ACTOR_PAGES	4	/* that it gives to puppets */
#define STRING_BYTES	2048
#define PUPPETS_MAX	(ACTORS_MAX * ACTOR_PUPPETS)

#define FIRST_PUPPET	256	/* thread number behind the main thread's */

/* Spaces of puppets. */
#define WINDOW		0x50000000ul	/* the actors' pages, one behind the other */
#define WINDOW_LOG2	20
#define UTCB_AREA	0x80000000ul
#define KIP_AREA	0x90000000ul

#define PRIO_MAIN	255	/* as the kernel makes it */
#define PRIO_PAGER	200
#define PRIO_USUAL	100

/* --- plan.c: what the seed chooses --- */

enum operation {
	ECHO,		/* a call: the words come back */
	STRING,		/* a call with a string: its sum comes back */
	STORE,		/* a call with a page: the puppet stores a word in it */
	SCRIBBLE,	/* the same; the puppet stores until the page is taken away */
	UNMAP,		/* an actor's page is taken from all puppets */
	MIGRATE,	/* a puppet goes to another processor */
	CANCEL,		/* a puppet begins anew in its loop, whatever it does */
	STOP,		/* a puppet is halted, then goes on where it was */
	PRIORITY,	/* a puppet's priority changes */
	REBUILD,	/* a puppet of the actor is deleted, and made again */
	OPERATIONS,
};

struct choice {
	enum operation operation;
	unsigned int puppet;		/* one of all, */
	unsigned int own;		/* one of the actor's */
	unsigned int words;		/* of a message */
	unsigned int start, bytes;	/* of a string */
	unsigned int page, word;	/* of the actor's memory */
	unsigned int number;		/* a processor, or a priority */
	L4_Word_t value;
};

struct plan;

struct operation_kind {
	const char *name;
	unsigned int weight;	/* how often, of the sum of all */
	bool is_unwanted;	/* by the command line */
};

extern struct operation_kind operation_kinds[OPERATIONS];

extern unsigned int processors, actors, puppets;
extern unsigned long seed, operations;	/* of each actor */

/* The plan of actor i from its beginning. */
void plan_begin(struct plan *plan, unsigned int i);
void plan_next(struct plan *plan, struct choice *c);
/* True if the operation is done. */
bool is_done(enum operation operation);
/* The operation of this name is left out. */
void plan_without(const char *name);
/* Words of the memory of actor i that are not as its plan leaves them. */
unsigned long words_wrong(unsigned int i);

/* --- actor.c --- */

struct actor {
	L4_Word_t pages[ACTOR_PAGES][PAGE_WORDS];
	char string[STRING_BYTES];
	volatile unsigned long done;		/* operations */
	volatile unsigned int operation;	/* the present one */
	volatile bool is_over;
	unsigned long good[OPERATIONS];		/* as they should be, ... */
	unsigned long broken_off[OPERATIONS];	/* ended by what others did, */
	unsigned long errors[16];		/* of messages, by error code */
	unsigned long wrong[OPERATIONS];	/* in a way that nobody may see */
} __attribute__((aligned(PAGE)));

extern struct actor actor_memory[ACTORS_MAX];
void actor_main(void *number);
L4_Word_t window_of(unsigned int actor, unsigned int page);

/* --- puppet.c --- */

enum request { REQUEST_ECHO = 1, REQUEST_STRING, REQUEST_STORE, REQUEST_SCRIBBLE };

/* Present id. */
L4_ThreadId_t puppet_id(unsigned int i);
/* The puppet, or PUPPETS_MAX: none. */
unsigned int puppet_of(L4_ThreadId_t id);
/* False: the kernel refuses. */
bool puppet_make(unsigned int i);
bool puppet_delete(unsigned int i);
/* It begins in its loop; false: it is not there. */
bool puppet_restart(unsigned int i);
/* True if the address is in what puppet i may write of the program. */
bool is_puppet_memory(unsigned int i, L4_Word_t address);
/* What a string adds up to. */
L4_Word_t sum_of(const char *string, unsigned int bytes);

/* --- pager.c: gives puppets the program; who asks for anything else begins anew --- */

extern L4_ThreadId_t main_thread, pager;
extern volatile unsigned long revocations;	/* accesses to pages that had been taken away */
void pager_main(void *unused);

/* --- processor --- */

/* Bytes of free kernel memory; 0 if the kernel does not tell. */
L4_Word_t machine_kernel_memory(void);

extern char __image_start[], __data_start[], __image_end[];

#endif
