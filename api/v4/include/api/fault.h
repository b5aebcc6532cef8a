/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page faults, IO faults and exceptions of user code, as IPC. (X.2, protocols)
 * Each returns who runs next.
 */
#ifndef L4_API_FAULT_H
#define L4_API_FAULT_H

#include <api/thread.h>

/* The tag of a message of the kernel: number of the protocol, low bits of the label, words. */
static inline word_t protocol_tag(long number, unsigned int nibble, unsigned int untyped)
{
	return (word_t)number << L4_PROTO_SHIFT | (word_t)nibble << L4_PROTO_NIBBLE_SHIFT | untyped;
}

/* Makes the message of a page fault of t at address, by the instruction at ip, the one to send. */
static inline void fault_message(struct thread *t, uvaddr_t address, word_t ip,
				 unsigned int access)
{
	t->tag = protocol_tag(L4_PROTO_PAGEFAULT, access, 2);
	t->kernel_words[0] = address;
	t->kernel_words[1] = ip;
}

/*
 * Access is one of RIGHT_R, RIGHT_W, RIGHT_X. There was no page in the tables: no processor
 * remembers what is not there, so nothing that was given before is unknown to it.
 */
struct tcb *fault_absent_page(struct tcb *me, uvaddr_t address, unsigned int access);
/* There was one that does not allow it, as far as the processor knows: it may be more by now. */
#ifdef CONFIG_SMP
struct tcb *fault_page(struct tcb *me, uvaddr_t address, unsigned int access);
#else
static inline struct tcb *fault_page(struct tcb *me, uvaddr_t address, unsigned int access)
{
	return fault_absent_page(me, address, access);
}
#endif
/* Ports [port, port + bytes). */
struct tcb *fault_io(struct tcb *me, unsigned int port, unsigned int bytes);
/* The exception that the frame describes. */
struct tcb *fault_exception(struct tcb *me);

#endif
