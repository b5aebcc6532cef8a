/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between processors, the direct path: what most messages need and no more. False: nothing has
 * happened, and the complete path is to be taken.
 */
#ifndef L4_API_IPC_DIRECT_H
#define L4_API_IPC_DIRECT_H

#include <api/thread.h>

/*
 * Ipc to the thread with this hot line, which belongs to another processor as a rule; else as
 * sys_ipc(). Returns who runs next; NULL: the idle thread, and nothing else is left to do.
 */
struct tcb *sys_ipc_far(struct tcb *me, const word_t *to, word_t from, word_t timeouts, word_t tag);

/*
 * The running thread s sends to r, if that belongs to another processor, and waits for an answer:
 * all that its call said stands in it. True: it does not run any more.
 */
bool ipc_direct_send(struct thread *s, const struct thread *r) __must_check;
#endif
