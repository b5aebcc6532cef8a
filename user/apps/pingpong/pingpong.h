/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of pingpong: a pager, two partners of the main thread, and the exchange.
 */
#ifndef L4_PINGPONG_PINGPONG_H
#define L4_PINGPONG_PINGPONG_H

#include <l4/types.h>

#include <stdbool.h>

#define WORDS_MAX	60
#define WORDS_STEP	4
#define STACK_BYTES	4096

/* Labels of the messages between the threads of this program. */
#define LABEL_START	0x501	/* to the pager: start thread MR1 at MR2 with stack MR3 */
#define LABEL_CHECK	0x502	/* to a partner: change the words and send them back */
#define LABEL_LOOP	0x503	/* to a partner: enter the measured loop */
#define LABEL_MEASURE	0x504	/* of the measured messages */

/* pager.c */
extern char pager_stack[STACK_BYTES];
void pager_main(void);
/* Set by the pager when it met a fault or message that it cannot answer. */
extern volatile bool pager_failed;

/*
 * The program that a partner in the other space is, if not this one: the one with `bits` of the
 * option partner= in the boot modules. False, with a message: there is none.
 */
bool load_partner(unsigned long bits);
extern struct plat_program partner_program;
extern bool has_partner_program;

/* threads.c: each is false, with a message, when the kernel refuses. */
bool start_pager(void);
bool start_partner_here(L4_ThreadId_t *id);
bool start_partner_there(L4_ThreadId_t *id);
bool delete_thread(L4_ThreadId_t id);

/* measure.c */
void partner_main(void) __attribute__((noreturn));
/* What of a word arrives at a partner: all ones of its word size. */
extern L4_Word_t partner_mask;
bool check_messages(L4_ThreadId_t partner);
bool prepare_measuring(L4_ThreadId_t partner);
/* Tenths of a tick for one IPC, the best of several batches; false after an IPC error. */
bool measure(L4_ThreadId_t partner, unsigned int words, L4_Word_t *tenths);
L4_Word_t measure_empty(void);

/* Processor: <cpu>/ */
L4_Word_t ping_loop(L4_Word_t partner, L4_Word_t tag, L4_Word_t rounds);
L4_Word_t empty_loop(L4_Word_t partner, L4_Word_t tag, L4_Word_t rounds);
void pong_loop(L4_Word_t partner) __attribute__((noreturn));
L4_Word64_t read_counter(void);

#endif
