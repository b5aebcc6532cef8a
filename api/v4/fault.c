/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults of user code become messages of the faulting thread to its pager or exception handler.
 */
#include <api/fault.h>

#include "ipc_usual.h"

#include <api/ipc.h>
#include <api/port.h>
#include <api/space.h>
#include <api/utcb.h>
#include <arch/tlb.h>

static struct tcb *halt(struct tcb *me, const char *why)
{
	attention_raise(me, ATTENTION_HALT);
	port_report_halt(me, why);
	return me;
}

#ifdef CONFIG_SMP
/*
 * Another processor has given the right meanwhile, or this one did not know it yet. The tables of
 * the own space stay while this processor has it loaded, so they are read without the lock.
 */
static bool is_allowed(struct tcb *me, uvaddr_t address, unsigned int access)
{
	unsigned int level;
	pte_t e;

	if (address >= me->space->pt.end)
		return false;
	e = pte_read(ptab_find(&me->space->pt, address, &level));
	return pte_is_present(e) && pte_is_user(e) && (pte_rights(e) & access) != 0;
}

struct tcb *fault_page(struct tcb *me, uvaddr_t address, unsigned int access)
{
	if (!is_allowed(me, address, access))
		return fault_absent_page(me, address, access);
	arch_tlb_flush_page(me->space->pt.space_word, address);
	return me;
}
#endif

struct tcb *fault_absent_page(struct tcb *me, uvaddr_t address, unsigned int access)
{
	struct thread *t = thread_of(me), *r;
	word_t pager, ip, *mr;

	if (unlikely(me->space->pt.identity)) {
		err_t err = mapdb_identity_page(&me->space->pt, address);

		return err ? halt(me, "sigma0 touched what is not its memory") : me;
	}
	/* 64-bit code of a 32-bit space can name more than the space has. */
	if (thread_is_compat(t))
		address = (u32)address;
	pager = utcb_read_tid(t, L4_UTCB_PAGER);
	ip = port_user_ip(me);
	r = ipc_usual_callee(t, pager);
	if (unlikely(r == NULL)) {
		fault_message(t, address, ip, access);
		return ipc_kernel_call(t, pager, SOURCE_KERNEL, SINK_FAULT);
	}
	mr = utcb_words(r);
	mr[1] = address;
	mr[2] = ip;
	return ipc_usual_call(t, r, protocol_tag(L4_PROTO_PAGEFAULT, access, 2), SOURCE_KERNEL,
			      SINK_FAULT);
}

struct tcb *fault_io(struct tcb *me, unsigned int port, unsigned int bytes)
{
	struct thread *t = thread_of(me);
	unsigned int log2 = 0;

	if (me->space->pt.identity) {
		err_t err = iospace_permit(&me->space->io, &me->space->pt);

		if (err)
			return halt(me, "no memory for the ports of sigma0");
		return iospace_owns(&me->space->io, port, port + bytes - 1) ?
			       me : halt(me, "sigma0 touched a port that is not its own");
	}
	/* The smallest aligned fpage that covers all bytes. */
	while ((port >> log2) != ((port + bytes - 1) >> log2))
		log2++;
	t->tag = protocol_tag(L4_PROTO_IOFAULT, L4_FPAGE_R | L4_FPAGE_W, 2);
	t->kernel_words[0] = (word_t)(port & ~(u32)MASK(log2)) << L4_IOFPAGE_PORT_SHIFT |
			     (word_t)log2 << L4_IOFPAGE_SIZE_SHIFT |
			     L4_FPAGE_SIZE_IO << L4_FPAGE_SIZE_SHIFT;
	t->kernel_words[1] = port_user_ip(me);
	return ipc_kernel_call(t, utcb_read_tid(t, L4_UTCB_PAGER), SOURCE_KERNEL, SINK_IO_FAULT);
}

struct tcb *fault_exception(struct tcb *me)
{
	struct thread *t = thread_of(me);
	word_t handler = utcb_read_tid(t, L4_UTCB_EXCEPTION_HANDLER);
	word_t tag = protocol_tag(L4_PROTO_EXCEPTION, 0, port_exception_words(me));
	struct thread *r = ipc_usual_callee(t, handler);

	if (likely(r != NULL)) {
		port_exception_message(me, utcb_words(r));
		return ipc_usual_call(t, r, tag, SOURCE_EXCEPTION, SINK_EXCEPTION);
	}
	if (handler == L4_TID_NIL)
		return halt(me, "exception without a handler");
	t->tag = tag;
	return ipc_kernel_call(t, handler, SOURCE_EXCEPTION, SINK_EXCEPTION);
}
