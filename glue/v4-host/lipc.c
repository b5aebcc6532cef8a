/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lipc without the kernel: a test plays the program that switches.
 */
#include <api/lipc.h>
#include <api/port.h>

err_t port_lipc_show(struct space *s, void *page)
{
	(void)s;
	(void)page;
	return ERR_OK;
}

void port_lipc_mark(struct tcb *t, bool on)
{
	(void)t;
	(void)on;
}

bool port_lipc_stack(const struct tcb *t, word_t *sp)
{
	*sp = t->frame.sp;
	return true;
}

void port_lipc_wait(struct tcb *t, word_t sp)
{
	t->frame.sp = sp;
}

void port_lipc_move(struct tcb *to, const struct tcb *from)
{
	to->frame = from->frame;
}
