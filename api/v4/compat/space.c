/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spaces with 32-bit words, and their threads when they become active. (X.2, IA-32 interface)
 */
#include <api/compat.h>

#include <api/kip.h>
#include <api/port.h>
#include <api/space.h>
#include <api/thread.h>
#include <api/utcb.h>
#include <base/assert.h>
#include <generic/lock.h>

void compat_begin(struct space *s)
{
	unsigned int level;

	ASSERT(!s->has_run);
	lock_acquire(&mapdb_lock);
	s->compat = true;
	ptab_set_end(&s->pt, COMPAT_USER_END);
	/* No processor has seen the page that stands there. */
	for (size_t i = 0; s->is_initialised && i < KIP_BYTES; i += ARCH_PAGE_SIZE)
		pte_write(ptab_find(&s->pt, s->kip_base + i, &level),
			  pte_make_kernel(port_kip_page(s) + i, RIGHT_R | RIGHT_X));
	lock_release(&mapdb_lock);
}

void compat_activate(struct thread *t, word_t pager)
{
	usual_set(&t->tcb, USUAL_WORDS, false);
	port_frame_compat(&t->tcb);
	utcb_write_tid(t, L4_UTCB_MY_GLOBAL_ID, t->tcb.id);
	utcb_write(t, L4_UTCB_PROCESSOR_NO, t->tcb.cpu);
	utcb_write_tid(t, L4_UTCB_PAGER, pager);
	utcb_write(t, L4_UTCB_EXCEPTION_HANDLER, L4_TID_NIL);
	utcb_write(t, L4_UTCB_FLAGS, 0);
	utcb_write(t, L4_UTCB_XFER_TIMEOUTS, 0);
	utcb_write(t, L4_UTCB_BR0, 0);
	utcb_write(t, L4_UTCB_VIRTUAL_SENDER, 0);
	utcb_write(t, L4_UTCB_ERROR_CODE, 0);
}
