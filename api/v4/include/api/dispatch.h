/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way out of the kernel: everything that has to happen before a thread may return to user
 * mode.
 */
#ifndef L4_API_DISPATCH_H
#define L4_API_DISPATCH_H

struct tcb;

/* t is the running thread; returns the thread to return to, with nothing left to do for it. */
struct tcb *dispatch(struct tcb *t);

#endif
