/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel as a library: start it, and go back to "user mode" after each system call.
 */
#ifndef L4_GLUE_HOST_H
#define L4_GLUE_HOST_H

#include <base/types.h>

struct tcb;

/* Where the kernel's memory lies. */
#define HOST_KERNEL_START	(16ul << 20)
#define HOST_KERNEL_END		(32ul << 20)

/* The machine and kernel memory only, for those that need no threads. */
void host_machine_init(void);
/* Which initial servers are 32-bit programs, as the loader would say. */
#define HOST_SIGMA0	1
#define HOST_ROOT	2
extern unsigned int host_servers32;
/* All of it: machine, thread table, sigma0 and the root task. Once in a process. */
void host_boot(void);

/* Starts a further processor, which is idle; returns its number. */
unsigned int host_processor_add(void);
/* The calling thread of the process plays processor n from here on. */
void host_processor(unsigned int n);

/* What the kernel does before user mode; returns who runs there, `next` is what a call returned. */
struct tcb *host_leave(struct tcb *next);
/* The thread that runs in user mode; the idle thread if there is no other. */
struct tcb *host_current(void);
/* An interrupt strikes in user mode: whatever was recorded is handled. Returns who runs then. */
struct tcb *host_interrupt(void);

/*
 * Ipc of the running thread, by the short path if it may. Returns who runs next, as other system
 * calls do; after a short IPC host_leave() has nothing to do.
 */
struct tcb *host_ipc(struct tcb *me, word_t to, word_t from, word_t timeouts);
/* Whether there is a short path; how many IPCs of the caller's took it. */
extern bool host_short_ipc;
extern __thread unsigned long host_short_ipcs;
/* The last call has already left the kernel; forgets it. */
bool host_has_left(void);

/* Device `line` wants something. */
void host_irq_raise(unsigned int line);

#endif
