/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the benchmark: rows between markers, threads to measure with, the groups of rows.
 */
#ifndef L4_BENCH_BENCH_H
#define L4_BENCH_BENCH_H

#include <l4/types.h>

#include <stdbool.h>

#define BATCHES		3
#define STACK_BYTES	4096
#define FOREVER		((L4_Word_t)0)	/* both timeouts */

struct row {
	const char *name;
	unsigned int steps;		/* of a batch */
	unsigned int operations;	/* in a step */
	void (*prepare)(unsigned int steps);	/* before each batch, not counted; or NULL */
	bool (*run)(unsigned int steps);
};

/* --- mark.c --- */

void rows_choose(void);
bool row_is_wanted(const char *name);
/* The batches of one row; false, with a message, if one fails. */
bool row_measure(const struct row *row);
/* Announces a region whose markers the caller sets. */
void region_name(const char *name, unsigned int operations, bool one);

/* --- threads.c --- */

/* Maps the whole image into this space, so that no other thread of it faults. */
void touch_image(void);
bool start_pager(void);
/* A thread that runs `main`, in this space or in one of its own, paged by the pager. */
bool partner_start(bool elsewhere, void (*main)(void), L4_ThreadId_t *id);
bool partner_stop(L4_ThreadId_t id);
extern L4_ThreadId_t main_thread;

/* --- pager.c --- */

#define LABEL_START	0x501	/* to the pager: start thread MR1 at MR2 with stack MR3 */

extern char pager_stack[STACK_BYTES];
void pager_main(void);
/* Set by the pager when it met a fault or message that it cannot answer. */
extern volatile bool pager_failed;

/* --- groups of rows; false if one failed --- */

bool bench_ipc(void);

/* --- processor: <cpu>/ --- */

void mark_bit(bool bit);
void mark_character(void);
void mark_begin(void);
void mark_end(void);
L4_Word_t call_loop(L4_Word_t to, L4_Word_t from, L4_Word_t timeouts, L4_Word_t tag,
		    L4_Word_t rounds, void (*gate)(void));
void answer_loop(L4_Word_t to, L4_Word_t from, L4_Word_t timeouts, void (*gate)(void))
	__attribute__((noreturn));
void serve_loop(L4_Word_t timeouts, void (*gate)(void)) __attribute__((noreturn));
L4_Word_t first_stack_pointer(char *stack_end);

#endif
