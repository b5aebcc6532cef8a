/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that the assembler files and the C files of this layer share.
 */
#ifndef L4_GLUE_GLUE_H
#define L4_GLUE_GLUE_H

#include <base/err.h>
#include <generic/tcb.h>

/* --- called by entry.S and boot.S --- */

struct tcb *kernel_init(void);
struct tcb *trap_handler(struct tcb *me);
/* There is something to do before t may return to user mode. Returns who does. */
struct tcb *leave_kernel(struct tcb *t);
/* There is not: returns t, which is as it should be. With DEBUG_ASSERT. */
struct tcb *leave_assert(struct tcb *t);

/*
 * In fastpath.c, called by the trap vector of Ipc: functions without a stack in the user's window.
 * They never return, but go on to each other, to the complete path, or to the receiver.
 */
void ipc_short(word_t to, word_t from, word_t timeouts);
void ipc_extended(word_t to, word_t from, word_t timeouts);
void ipc_short_found(word_t to, word_t from, word_t timeouts);
void ipc_extended_found(word_t to, word_t from, word_t timeouts);
void ipc_short_refused(word_t to, word_t from, word_t timeouts);
void ipc_extended_refused(word_t to, word_t from, word_t timeouts);
void ipc_short_local(word_t to, word_t from, word_t timeouts);
void ipc_extended_local(word_t to, word_t from, word_t timeouts);

/* --- in entry.S --- */

/* The kernel's trap table, window vectors and bank registers. Context: boot, interrupts off. */
void entry_init(void);
/* The windows of the thread with this frame go to its slots; nobody owns the register file. */
void windows_disown(struct save_frame *f);
/* They go to its slots; what lies behind the last one. */
struct window *windows_end(const struct save_frame *f);

/* --- between C files --- */

/* True if nothing but condition codes and address space of the user's state differs from usual. */
static inline bool flags_are_usual(const struct tcb *t)
{
	return (t->frame.tstate >> TSTATE_PSTATE_SHIFT & PSTATE_MASK) == PSTATE_IE;
}

/* Register windows of the kernel, to the stack and back; the clock. Context: boot. */
bool port_selftest(void);
/* Without a sigma0: a program that tries user level, in its place. Context: boot. */
void user_selftest_load(void);

void interrupts_init(void);
/* Source `ino` of the host bridge has struck. */
void device_interrupt(unsigned int ino);
/* Context: boot. */
void fpu_state_boot(void);
/* t, the running thread, gets a state and the unit. Errors: ERR_NOMEM. */
err_t fpu_state_first_use(struct tcb *t) __must_check;
/* t, which may have none, has no state any more. */
void fpu_state_drop(struct tcb *t);
struct tcb *syscall_handler(struct tcb *me);
/* Where t, which has entered by a stub, goes on behind its call; context: any. */
word_t frame_stub_return(const struct tcb *t);
/* Software traps of the kernel debugger's interface. */
struct tcb *debug_trap(struct tcb *me);
/* Entry stubs, copied into the kernel interface page. Context: boot. */
void stubs_install(void);
/* What the firmware tells: memory goes into the kernel interface page, some to the kernel. */
paddr_t memory_find(void);
void memory_add(void);
/* Frequency of the processor in Hz; 0: not told. */
u64 processor_frequency(void);

#endif
