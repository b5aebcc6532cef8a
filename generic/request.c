/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queues of requests between processors.
 */
#include <generic/request.h>

#include <base/notify.h>
#include <generic/cpu.h>

#define RUNG ((uintptr_t)1)

static struct request *newest(uintptr_t head)
{
	return (struct request *)(head & ~RUNG);
}

/* An interrupt is owed to c if none was before, whatever lies there without one. */
static void request_notify(struct cpu *c, uintptr_t was, bool rings)
{
	if (rings && !(was & RUNG))
		arch_notify(&c->arch);
}

/* The chain from `last` to `first` goes to c. */
static void send_chain(struct request *last, struct request *first, struct cpu *c, bool rings)
{
	uintptr_t was;

	do {
		was = atomic_peek(&c->requests.head);
		first->link = newest(was);
	} while (!atomic_change(&c->requests.head, was,
				(uintptr_t)last | (rings ? RUNG : was & RUNG)));
	request_notify(c, was, rings);
}

void request_send(struct request *r, u8 kind, struct cpu *c, bool rings)
{
	r->kind = kind;
	send_chain(r, r, c, rings);
}

void request_send_chain(struct request *last, struct request *first, struct cpu *c)
{
	send_chain(last, first, c, true);
}

/* All that has come, behind what was taken before: newest first becomes oldest first. */
static void take_all(struct request_queue *q)
{
	struct request *r = newest(atomic_swap(&q->head, 0)), *turned = NULL, *last = r;

	while (r != NULL) {
		struct request *next = r->link;

		r->link = turned;
		turned = r;
		r = next;
	}
	if (turned == NULL)
		return;
	if (q->first == NULL)
		q->first = turned;
	else
		q->last->link = turned;
	q->last = last;
}

struct request *request_take(void)
{
	struct request_queue *q = &this_cpu()->requests;
	struct request *r;

	if (q->first == NULL)
		take_all(q);
	r = q->first;
	/* The link is read before the record is anybody else's. */
	if (r != NULL)
		q->first = r->link;
	return r;
}

bool request_is_waiting(void)
{
	const struct request_queue *q = &this_cpu()->requests;

	return q->first != NULL || newest(atomic_peek(&q->head)) != NULL;
}

struct cpu *cpu_of(const struct tcb *t)
{
	cpu_t owner = atomic_glance(&t->cpu);

	if (likely(owner != CPU_LEFT))
		return cpus[owner];
	/* If it has come and gone meanwhile, this is a later one that knows. */
	owner = atomic_glance(&t->left);
	return cpus[owner != this_cpu()->number ? owner : atomic_glance(&t->leaves_to)];
}
