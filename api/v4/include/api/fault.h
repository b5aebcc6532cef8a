/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page faults, IO faults and exceptions of user code, as IPC. (X.2, protocols)
 * Each returns who runs next.
 */
#ifndef L4_API_FAULT_H
#define L4_API_FAULT_H

#include <base/types.h>

struct tcb;
struct thread;

/* The message of a page fault of t at address, by the instruction at ip, is the one to send. */
void fault_message(struct thread *t, uvaddr_t address, word_t ip, unsigned int access);

/* Access is one of RIGHT_R, RIGHT_W, RIGHT_X. */
struct tcb *fault_page(struct tcb *me, uvaddr_t address, unsigned int access);
/* Ports [port, port + bytes). */
struct tcb *fault_io(struct tcb *me, unsigned int port, unsigned int bytes);
/* The exception that the frame describes. */
struct tcb *fault_exception(struct tcb *me);

/* The total quantum of me is used up: its scheduler gets a message. */
struct tcb *fault_quantum(struct tcb *me);
/* me was preempted and asked to be told: its exception handler gets a message. */
struct tcb *fault_preempted(struct tcb *me);

struct sched_ops;
extern const struct sched_ops preemption_ops;

#endif
