/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt threads: they run nowhere. HALTED: idle; POLLING: the message waits at the handler;
 * WAITING: delivered, not acknowledged. (X.2, interrupt protocol)
 */
#include <api/interrupt.h>

#include <api/ipc.h>
#include <api/port.h>
#include <api/thread.h>
#include <base/assert.h>

err_t interrupt_init(void)
{
	for (unsigned int i = 0; i < port_irq_count(); i++) {
		struct thread *t = thread_create(tid_make(i, TID_VERSION_SERVER), L4_TID_NIL);

		if (t == NULL || (IS_ENABLED(CONFIG_SMP) && !thread_publish(t)))
			return ERR_NOMEM;
		t->is_irq = true;
		t->irq = (u8)i;
		t->handler = L4_TID_NIL;
		t->tcb.state = THREAD_HALTED;
	}
	return ERR_OK;
}

void interrupt_fired(unsigned int n)
{
	struct thread *irq = interrupt_thread(n), *handler;

	ASSERT(irq->is_irq);
	if (irq->handler == L4_TID_NIL || irq->tcb.state != THREAD_HALTED)
		return;
	handler = thread_find(irq->handler);
	/* A handler that is gone: the interrupt stays masked. */
	if (handler != NULL)
		ipc_interrupt(irq, handler);
}

word_t interrupt_associate(word_t irq_id, word_t handler)
{
	struct thread *irq = thread_find(irq_id);

	if (irq == NULL || !port_irq_is_free(irq->irq))
		return L4_ERROR_INVALID_THREAD;
	if (handler != irq_id && thread_find(handler) == NULL)
		return L4_ERROR_INVALID_THREAD;
	port_irq_mask(irq->irq);
	ipc_settle(irq);
	if (irq->tcb.state == THREAD_POLLING || irq->tcb.state == THREAD_WAITING ||
	    ipc_is_asking(irq))
		ipc_cancel(irq, L4_IPC_CANCELLED);
	irq->handler = L4_TID_NIL;
	if (handler != irq_id) {
		irq->handler = handler;
		port_irq_unmask(irq->irq);
	}
	return L4_ERROR_NONE;
}
