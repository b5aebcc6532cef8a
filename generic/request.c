/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queues of requests between processors.
 */
#include <generic/request.h>

#include <generic/request_queue.h>

void request_send(struct request *r, u8 kind, struct cpu *c, bool rings)
{
	r->kind = kind;
	request_push(r, r, c, rings);
}

void request_send_chain(struct request *last, struct request *first, struct cpu *c)
{
	request_push(last, first, c, true);
}

struct request *request_turn(struct request *newest)
{
	struct request *r = newest, *turned = NULL;

	while (r != NULL) {
		struct request *next = r->link;

		r->link = turned;
		turned = r;
		r = next;
	}
	return turned;
}

bool request_is_waiting(void)
{
	const struct request_queue *q = &this_cpu()->requests;

	return q->first != NULL || request_newest(atomic_peek(&q->head)) != NULL;
}

struct cpu *cpu_of(const struct tcb *t)
{
	cpu_t owner = atomic_glance(&t->cpu);

	if (likely(owner != CPU_LEFT))
		return cpus[owner];
	/* If it has come and gone meanwhile, this is a later one that knows. */
	owner = atomic_glance(&t->left);
	return cpus[owner != arch_near_cpu()->number ? owner : atomic_glance(&t->leaves_to)];
}
