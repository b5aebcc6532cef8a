/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 32-bit programs: what the rest of this layer asks its part for them. Without COMPAT32 there are
 * no threads of 32-bit spaces, and nothing of this is called. (X.2, ia32 interface)
 */
#ifndef L4_GLUE_COMPAT_H
#define L4_GLUE_COMPAT_H

#include <api/port.h>
#include <generic/cpu.h>
#include <generic/tcb.h>

/* t, which is active, belongs to a 32-bit space, whatever code it runs. */
static inline bool is_compat(const struct tcb *t)
{
	return thread_is_compat(container_of(t, const struct thread, tcb));
}

/* An address as t can have it. */
static inline word_t user_address(const struct tcb *t, word_t address)
{
	return is_compat(t) ? (u32)address : address;
}

/* --- init.c --- */

/* Chooses how 32-bit programs enter the kernel. Boot only, once. */
void compat_init(void);
/* Sets this entry up on the processor that runs this, c. After its 64-bit entry. */
void compat_load(struct cpu *c);
/* Makes their interface page of the other one, which is complete, with gates. Boot only. */
void compat_make_kip(void);
/* What they enter by: the set of stubs (STUB32_*). */
extern unsigned int compat_entry;

/* --- entry.S --- */

extern char compat_syscall[], compat_sysenter[];

/* --- fastpath.c: all system calls of 32-bit programs come here, the short path of Ipc --- */

void compat_fastpath(void);
void compat_fastpath_local(void);
void compat_fastpath_to64(void);
void compat_fastpath_in_time(void);
void compat_fastpath_in_time64(void);
void compat_fastpath_again(void);
void compat_fastpath_complete(void);

/* --- fastpath_to32.c: the short path of Ipc of 64-bit programs to 32-bit ones --- */

void syscall_fastpath_to32(void);
void syscall_fastpath_in_time32(void);

/* --- syscalls.c --- */

/* A system call: registers of the program as the entry has moved them. */
typedef struct tcb *compat_syscall_fn(u32 edi, u32 esi, u32 edx, struct tcb *me, u32 eax, u32 ebx);
extern compat_syscall_fn *const compat_syscalls[];
/* Called by entry.S: no call of ours. */
struct tcb *compat_stray(struct tcb *me);

/* --- frame.c: as the functions port_* of the same names, for threads of 32-bit spaces --- */

/* Where t, which is in a stub, will be behind it, and its stack pointer then. */
void compat_stub_return(const struct tcb *t, word_t *ip, word_t *sp);
/* t has all the registers that it will have behind its stub, and is there. */
void compat_finish_stub(struct tcb *t);
struct tcb *compat_return_exregs(struct tcb *t, word_t result, word_t control, struct tcb *of);
void compat_return_values(struct tcb *t, word_t result, const struct exregs *old);
void compat_return_ipc(struct tcb *t, word_t tag, word_t from);
void compat_return_unmap(struct tcb *t);
unsigned int compat_exception_words(void);
void compat_exception_message(const struct tcb *t, word_t *mr);
void compat_exception_reply(struct tcb *t, const volatile word_t *mr, unsigned int u);

#endif
