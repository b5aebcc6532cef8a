/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the API asks of the layer that binds it to a processor: the only calls that run upward.
 * Context of all: interrupts off; they never block and, unless they say so, never fail.
 *
 * All values have 64 bits where words have, of threads with 32-bit words too: ids are whole, tags
 * sign-extended. The port converts what goes to the registers of such a thread (<api/compat.h>);
 * what comes from here as an address, register or word of one has a zero upper half.
 */
#ifndef L4_API_PORT_H
#define L4_API_PORT_H

#include <api/exregs.h>
#include <api/space.h>
#include <api/thread.h>

/* --- user registers: frame.c --- */

/*
 * A thread that never ran, whose frame may hold anything: all registers are zero, user mode,
 * interrupts on.
 */
void port_frame_init(struct tcb *t);

/*
 * As the thread will have them when it is back in user mode (X.2, ExchangeRegisters): of a
 * thread in a system call, behind the entry stub.
 */
word_t port_user_ip(struct tcb *t);
word_t port_user_sp(struct tcb *t);
word_t port_user_flags(struct tcb *t);
/* Any value is legal; what the processor does not take faults in user mode. */
void port_set_user_ip(struct tcb *t, word_t ip);
void port_set_user_sp(struct tcb *t, word_t sp);
/* Only the flags that users may change. */
void port_set_user_flags(struct tcb *t, word_t flags);

/* Attention: the frame needs a look before it can be used. Returns who runs next. */
struct tcb *port_check_frame(struct tcb *t);

/* --- threads with 32-bit words: compat/frame.c --- */

/* t, which never ran, is one of a space with 32-bit words and will begin with 32-bit code. */
void port_frame_compat(struct tcb *t);

/* --- results of system calls: frame.c --- */

void port_return(struct tcb *t, word_t result);
void port_return2(struct tcb *t, word_t result, word_t second);

/* MemoryControl has its result elsewhere. */
void port_return_memory(struct tcb *t, word_t result);

/*
 * ExchangeRegisters ends: sp, ip and flags as above, handle and pager of `of`, which may be t
 * itself; NULL: zeros. Returns t.
 */
struct tcb *port_return_exregs(struct tcb *t, word_t result, word_t control, struct tcb *of);
/*
 * The same with values that the thread's own processor has read. New values of t's own registers
 * may have been set meanwhile: they stay. Several processors only.
 */
void port_return_values(struct tcb *t, word_t result, const struct exregs *old);

/* Ipc ends: tag, sender, and (if a message came) message registers from the UTCB. */
void port_return_ipc(struct tcb *t, word_t tag, word_t from, bool received);
/* Unmap ends, when t runs next: results from the UTCB's message registers. May come twice. */
void port_return_unmap(struct tcb *t);

/* --- exceptions as messages: frame.c --- */

/* How many words the message of the exception has that t is in. */
unsigned int port_exception_words(const struct tcb *t);
/* Words of the message of the exception that t is in, to mr[1] and so on. */
void port_exception_message(const struct tcb *t, word_t *mr);
/* Words 1..u of an answer, in user memory perhaps: each is read once, and then checked. */
void port_exception_reply(struct tcb *t, const volatile word_t *mr, unsigned int u);

/* --- interrupts: irq.c --- */

/* Work off what preemption points recorded. Returns who runs next. */
struct tcb *port_interrupts(struct tcb *me);

/* Source n exists and is free for users. */
bool port_irq_is_free(unsigned int n);
void port_irq_mask(unsigned int n);
void port_irq_unmask(unsigned int n);
unsigned int port_irq_count(void);
/*
 * Source n goes to processor `cpu` from now on, as far as its controller can: the interrupt thread
 * has come there, and this processor owns it. What another one still gets is passed on to the owner
 * of the interrupt thread, one event at most. Several processors only.
 */
void port_irq_route(unsigned int n, cpu_t cpu);

/* --- what all programs and threads share: init.c --- */

/* Physical address of the kernel interface page for programs of this space. */
paddr_t port_kip_page(const struct space *s);

/* The thread table lies here: a port may show it to its short path elsewhere too. Boot only. */
void port_thread_table(void *table, size_t bytes);

/* --- the end of a thread, or its way to another processor: leave.c --- */

/*
 * t leaves this processor, which keeps nothing of it in its registers: all is in memory. Several
 * processors only.
 */
void port_thread_leave(struct tcb *t);

/* t goes away: gives up what the port keeps for it (floating-point state, register windows). */
void port_thread_release(struct tcb *t);

/* --- Lipc without the kernel: lipc.c --- */

/*
 * The processor that runs this shows its word of the running thread to threads of s in this page of
 * the kernel, zeroed, instead of its own, and lets them write to it. For the space's life. Errors:
 * ERR_NOMEM.
 */
err_t port_lipc_show(struct space *s, void *page) __must_check;
/* t has opted in, or does not switch in user mode any more. */
void port_lipc_mark(struct tcb *t, bool on);
/* True if t, which waits, does so in the stub of Ipc: it needs no more than this stack pointer. */
bool port_lipc_stack(const struct tcb *t, word_t *sp) __must_check;
/* It does. */
void port_lipc_wait(struct tcb *t, word_t sp);
/* The registers that the kernel has saved as those of `from` are those of `to`. */
void port_lipc_move(struct tcb *to, const struct tcb *from);

/* --- debugger traps: debug_trap.c --- */

/* me has stopped at a debugger trap at ip, and its text is printed. Returns who runs next. */
struct tcb *port_debug_stop(struct tcb *me, word_t ip);

/* --- reports: panic.c --- */

/* A thread cannot go on: say why on the console. */
void port_report_halt(struct tcb *t, const char *why);

#endif
