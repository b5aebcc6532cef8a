/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that show who waits for the processor and who for the time.
 */
#include <kdb/kdb.h>

#include <arch/time.h>
#include <generic/cpu.h>

/* A damaged ring of threads ends somewhere. */
#define QUEUE_MAX	(1u << 20)

static void print_queue(const struct tcb *first)
{
	const struct tcb *t = first;
	unsigned int n = 0;

	kdb_printf("  %3u:", first->prio);
	do {
		if (n % 8 == 0 && n > 0) {
			if (kdb_is_interrupted())
				return;
			kdb_printf("\n      ");
		}
		kdb_printf(" %#lx", t->id);
		t = list_entry(t->ready.next, struct tcb, ready);
	} while (t != first && ++n < QUEUE_MAX);
	kdb_printf("\n");
}

static void ready(int argc, char **argv)
{
	const struct cpu *c = kdb_stop.cpu;
	bool any = false;

	(void)argc;
	(void)argv;
	if (c->current != NULL)
		kdb_printf("running: %#lx%s\n", c->current->id,
			   c->current == c->idle ? " (idle)" : "");
	if (c->urgent != NULL) {
		any = true;
		kdb_printf("  %3u: %#lx, the next one\n", c->urgent->prio, c->urgent->id);
	}
	for (unsigned int p = NR_PRIOS; p-- > 0;) {
		if (c->ready[p] == NULL)
			continue;
		any = true;
		print_queue(c->ready[p]);
	}
	if (!any)
		kdb_printf("  no other thread is ready\n");
}

KDB_COMMAND(ready, "ready", 0, 0, "", "threads that can run, by priority");

/* The element behind t, a parent always before its children; NULL: no more. */
static const struct timer *next_timer(const struct timer *t)
{
	if (t->left != NULL)
		return t->left;
	if (t->right != NULL)
		return t->right;
	while (t->parent != NULL) {
		const struct timer *p = t->parent;

		if (p->left == t && p->right != NULL)
			return p->right;
		t = p;
	}
	return NULL;
}

static void timeouts(int argc, char **argv)
{
	const struct timer *t = kdb_stop.cpu->timers.root;
	usec_t now = arch_time_now();
	unsigned long n = 0;

	(void)argc;
	(void)argv;
	kdb_printf("now %llu us; the first one is the next to end:\n", (unsigned long long)now);
	for (; t != NULL && !kdb_is_interrupted(); t = next_timer(t)) {
		kdb_printf("  %#18lx at %llu us, in %lld us\n",
			   container_of(t, struct tcb, timer)->id, (unsigned long long)t->deadline,
			   (long long)(t->deadline - now));
		n++;
	}
	kdb_printf("%lu timeouts\n", n);
}

KDB_COMMAND(timeouts, "timeouts", 0, 0, "", "threads whose wait ends by time");
