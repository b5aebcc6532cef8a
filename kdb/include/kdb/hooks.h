/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the kernel meets its debugger: the only part of kdb that kernel layers may include.
 * Without the debugger all hooks are empty. Context of all: interrupts off.
 */
#ifndef L4_KDB_HOOKS_H
#define L4_KDB_HOOKS_H

#ifdef __ASSEMBLER__

/*
 * A debug exception of kernel mode, on its own stack; the frame is complete down to the vector.
 * With the debugger this does not return to the place.
 */
#ifdef CONFIG_KDB
#define KDB_KERNEL_DEBUG_EXCEPTION	jmp kdb_debug_entry
#else
#define KDB_KERNEL_DEBUG_EXCEPTION
#endif

/*
 * SPARC-V9: the kernel has trapped at trap level 0, the type is in %g1 of the alternate globals. If
 * it is that of breakpoints this does not return to the place.
 */
#ifdef CONFIG_KDB
#define KDB_KERNEL_TRAP	cmp %g1, TRAP_BREAKPOINT; be,pn %xcc, kdb_debug_entry; nop
#else
#define KDB_KERNEL_TRAP
#endif

#else

#include <base/types.h>
#include <generic/console.h>

struct save_frame;
struct tcb;

#ifdef CONFIG_KDB

/* This processor was stopped, as another one was in the debugger, and goes on. */
void kdb_resume(void);

/* The last step of the kernel's start. */
void kdb_boot(void);

/*
 * The kernel has panicked and said so; f: registers, or NULL; ip and fp: where the backtrace
 * starts. Returns if there is nothing left but to halt.
 */
void kdb_panic(const struct save_frame *f, word_t ip, word_t fp);

/* The running thread asked for the debugger. False: no debugger that could stop it. */
bool kdb_user_stop(struct tcb *me);

/* A debug exception of the running thread in user mode. False: it is the thread's own. */
bool kdb_user_debug_exception(struct tcb *me);

/* Console input for programs: a character, or -1. The break-in key may enter the debugger. */
int kdb_getc(void);

void kdb_toggle_breakin(void);

/* Interrupt line n fired. True: it was input for the debugger. */
bool kdb_irq(unsigned int n);
/* Line n is not for users: the debugger waits for its break-in key there. */
bool kdb_owns_irq(unsigned int n);

#else

static inline void kdb_resume(void)
{
}

static inline void kdb_boot(void)
{
}

static inline void kdb_panic(const struct save_frame *f, word_t ip, word_t fp)
{
	(void)f;
	(void)ip;
	(void)fp;
}

static inline bool kdb_user_stop(struct tcb *me)
{
	(void)me;
	return false;
}

static inline bool kdb_user_debug_exception(struct tcb *me)
{
	(void)me;
	return false;
}

static inline int kdb_getc(void)
{
	return console_getc();
}

static inline void kdb_toggle_breakin(void)
{
}

static inline bool kdb_irq(unsigned int n)
{
	(void)n;
	return false;
}

static inline bool kdb_owns_irq(unsigned int n)
{
	(void)n;
	return false;
}

#endif
#endif
#endif
