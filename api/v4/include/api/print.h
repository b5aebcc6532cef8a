/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output of the kernel and of debugger traps while threads run: never long with interrupts off.
 */
#ifndef L4_API_PRINT_H
#define L4_API_PRINT_H

#include <base/types.h>

struct tcb;

/* Output of a thread: beside its work, for messages of the kernel come in between. */
struct print {
	uvaddr_t text;			/* what is left of it, with ATTENTION_TEXT */
	word_t ip;			/* of the trap that prints it */
	bool stops;			/* the thread, afterwards */
	u32 position;			/* of the console: it waits until that is out */
};

/* From now on threads run: what is printed is deferred. Context: boot, once. */
void print_start(void);

/* Attention: t, the running thread, prints some of what waits, until its own is out. */
void print_some(struct tcb *t);
/* Attention: some of the text of t, the running thread. Returns who runs next. */
struct tcb *print_more(struct tcb *t);

/* Prints a character for the running thread; false: no room, the thread should try it again. */
bool print_char(char c) __must_check;

/*
 * The running thread prints the text at this address of its space, up to a zero or to where it
 * cannot be read; then, if its trap stops it, port_debug_stop() does so. A halt or deletion of it
 * does not wait for the end. Returns who runs next.
 */
struct tcb *print_text(struct tcb *me, uvaddr_t text, bool stops);

#endif
