/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the benchmark: rows between markers, threads to measure with, the groups of rows.
 */
#ifndef L4_BENCH_BENCH_H
#define L4_BENCH_BENCH_H

#include <l4/types.h>

#include <stdbool.h>

#include "abi.h"

#define BATCHES		3
#define WORKERS		4
#define STACK_BYTES	4096
#define FOREVER		((L4_Word_t)0)	/* both timeouts */

#define PAGE_BYTES	(1ul << PAGE_LOG2)
/* Ordinary pages of this program, in all as much as a large one and aligned to that. */
#define POOL_PAGES	512
#define POOL_LOG2	(PAGE_LOG2 + 9)
/* A free place of that size in the partner's space, and one for a large page. */
#define PLACE		0x50000000ul
#define LARGE_PLACE	0x60000000ul

struct row {
	const char *name;
	unsigned int steps;		/* of a batch */
	unsigned int operations;	/* in a step */
	bool (*prepare)(unsigned int steps);	/* before each batch, not counted; or NULL */
	bool (*run)(unsigned int steps);
};

/* --- mark.c --- */

void rows_choose(void);
bool row_is_wanted(const char *name);
/* The batches of one row; false, with a message, if one fails. */
bool row_measure(const struct row *row);
/* Announces a region whose markers the caller sets: one operation, or one to be seen finely. */
void region_name(const char *name, bool one);

/* --- threads.c --- */

bool start_pager(void);
/* A thread that runs `main`, in this space or in one of its own, paged by the pager. */
bool partner_start(bool elsewhere, void (*main)(void), L4_ThreadId_t *id);
/* The same of several partners, with numbers below WORKERS. */
bool worker_start(unsigned int i, bool elsewhere, void (*main)(void), L4_ThreadId_t *id);
/* In the space of worker `first`, which has one of its own. */
bool worker_start_beside(unsigned int i, L4_ThreadId_t first, void (*main)(void),
			 L4_ThreadId_t *id);
/* As partner_start() elsewhere, with `main` in code of 32 bits and a space of such words. */
bool partner_start_32bit(void (*main)(void), L4_ThreadId_t *id);
bool partner_stop(L4_ThreadId_t id);
/* Many threads that run `main` in a space of their own, and never return from where they block. */
bool crowd_start(unsigned int first, unsigned int end, void (*main)(void));
/* A thread number that is free, behind those of partners, and a UTCB slot for it in this space. */
L4_ThreadId_t spare_id(unsigned int i);
void *spare_utcb(unsigned int i);
L4_ThreadId_t pager_id(void);
/* Two steps of creating a space: the inactive thread with its areas; then it is activated. */
bool space_create(L4_ThreadId_t id);
bool space_activate(L4_ThreadId_t id);
/* False, with a message about what the kernel refused. */
bool refused(const char *what);

extern L4_ThreadId_t main_thread;
extern char pool[POOL_PAGES][PAGE_BYTES];

/* --- pager.c --- */

#define LABEL_START	0x501	/* to the pager: start thread MR1 at MR2 with stack MR3 */

extern char pager_stack[STACK_BYTES];
void pager_main(void);
/* Set by the pager when it met a fault or message that it cannot answer. */
extern volatile bool pager_failed;
/* Loads the page of the pool for an address in its place, or else of this program. */
bool load_faulted_page(L4_Word_t address);
/* Loads the page of this program that was faulted on; false if there is none. */
bool load_image_page(L4_Word_t address);

/* --- <cpu>/interrupt.c: the device of the row `irq` --- */

/* Gets it, quiet; false if that is refused, which is said. */
bool interrupt_open(void);
L4_ThreadId_t interrupt_thread(void);
/* At once, or soon. */
void interrupt_raise(void);
/* It has struck: the device is quiet again. */
void interrupt_end(void);

/* --- groups of rows; false if one failed --- */

bool bench_ipc(void);
bool bench_calls(void);
bool bench_faults(void);
bool bench_memory(void);
bool bench_strings(void);
bool bench_time(void);
bool bench_processors(void);
bool bench_interrupt(void);
bool bench_machine(void);	/* processor: <cpu>/ */
bool bench_mixed(void);		/* the same: between word sizes */
/* How much more two processors do than one: prints times. */
bool bench_ratio(void);
/* Pairs on two processors, seen finely while both talk: region pairs. */
bool bench_pairs(void);
/* What others take of a thread's processor: regions flood-NAME, and lines of text. */
bool bench_flood(void);
/* What fits into kernel memory: prints a number. */
bool limit_of(const char *what);

/* Whether an IPC succeeded; says so if not. */
bool call_ok(L4_MsgTag_t tag, const char *what);
/* What a partner executes that answers every message of the main thread with an empty one. */
void empty_answers(void) __attribute__((noreturn));
void spin_until(volatile bool *done);

/* A row of calls with empty or untyped messages, none of which ends in an error. */
bool measure_plain_calls(const char *name, L4_ThreadId_t partner, unsigned int words);

/* --- processor: <cpu>/ --- */

void mark_bit(bool bit);
void mark_character(void);
void mark_begin(void);
void mark_end(void);
/* With nothing to do the kernel executes nothing. */
extern const bool can_halt;
/* An emulator whose processors take turns goes on with the next one. */
void take_turn(void);
/* Before anything may use kernel memory up: the port that ends the run. */
void take_exit_port(void);
/*
 * Calls with the message in the message registers, and leaves the last answer there; its tag is
 * returned. The loops called simd use a vector register in every round.
 */
L4_Word_t call_loop(L4_Word_t to, L4_Word_t from, L4_Word_t timeouts, L4_Word_t tag,
		    L4_Word_t rounds, void (*gate)(void));
L4_Word_t call_loop_simd(L4_Word_t to, L4_Word_t from, L4_Word_t timeouts, L4_Word_t tag,
			 L4_Word_t rounds, void (*gate)(void));
void answer_loop(L4_Word_t to, L4_Word_t from, L4_Word_t timeouts, void (*gate)(void))
	__attribute__((noreturn));
void answer_loop_simd(L4_Word_t to, L4_Word_t from, L4_Word_t timeouts, void (*gate)(void))
	__attribute__((noreturn));
void serve_loop(L4_Word_t timeouts, void (*gate)(void)) __attribute__((noreturn));
/* Raises an exception at the same instruction again and again. */
void raise_for_ever(void) __attribute__((noreturn));
/* Reads the pages from start on, 512 in turn. */
void touch_for_ever(L4_Word_t start) __attribute__((noreturn));

#endif
