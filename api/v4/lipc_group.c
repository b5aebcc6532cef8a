/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lipc without the kernel: what has opted in goes, a thread or its space.
 */
#include <api/lipc.h>

#include <api/port.h>
#include <api/space.h>
#include <generic/kmem.h>

void lipc_opt_out(struct tcb *tcb)
{
	struct thread *t = thread_of(tcb);
	struct lipc_group *g = t->lipc;
	unsigned int i = 0;

	while (g->member[i] != t)
		i++;
	g->member[i] = g->member[--g->members];
	t->lipc = NULL;
	usual_set(tcb, USUAL_LIPC, true);
	port_lipc_mark(tcb, false);
}

void lipc_release(struct space *s)
{
	while (s->lipc != NULL) {
		struct lipc_group *g = s->lipc;

		s->lipc = g->next;
		kmem_free_pages((char *)g - ARCH_PAGE_SIZE, LIPC_GROUP_ORDER);
	}
}
