/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that show threads: all of them in a line each, or all of one.
 */
#include <kdb/kdb.h>

#include <api/port.h>
#include <api/space.h>
#include <api/thread.h>
#include <arch/time.h>
#include <generic/cpu.h>
#include <generic/waiters.h>
#include <lib/format.h>

#define LIST_MAX	32	/* threads of a list that are shown */

static const char *state_name(const struct thread *t)
{
	static const char *const names[] = {
		[THREAD_INACTIVE] = "inactive", [THREAD_RUNNING] = "unqueued",
		[THREAD_POLLING] = "polling", [THREAD_SENDING] = "sending",
		[THREAD_WAITING] = "waiting", [THREAD_RECEIVING] = "receiving",
		[THREAD_HALTED] = "halted",
	};

	if (&t->tcb == kdb_stop.cpu->current)
		return "RUNNING";
	if (&t->tcb == kdb_stop.cpu->idle)
		return "idle";
	if (t->is_irq && t->tcb.state == THREAD_HALTED)
		return t->handler != L4_TID_NIL ? "armed" : "free";
	if (t->tcb.state == THREAD_RUNNING && t->tcb.is_queued)
		return "ready";
	return t->tcb.state < ARRAY_SIZE(names) ? names[t->tcb.state] : "broken";
}

/* What a thread that waits expects the message to be. */
static const char *sink_name(const struct thread *t)
{
	static const char *const names[] = {
		[SINK_UTCB] = "", [SINK_FAULT] = "/fault", [SINK_IO_FAULT] = "/io-fault",
		[SINK_START] = "/start", [SINK_EXCEPTION] = "/exception",
		[SINK_DISCARD] = "/notice",
	};

	if (t->tcb.state != THREAD_WAITING && t->tcb.state != THREAD_POLLING)
		return "";
	return t->sink < ARRAY_SIZE(names) ? names[t->sink] : "/broken";
}

static void print_partner(const struct tcb *t)
{
	if (t->partner != NULL)
		kdb_printf("%#lx", t->partner->id);
	else if (t->state != THREAD_WAITING)
		kdb_printf("-");
	else if (t->expect == EXPECT_ANY)
		kdb_printf("any");
	else if (t->expect == EXPECT_LOCAL)
		kdb_printf("any local");
	else if (t->expect == EXPECT_NOBODY)
		kdb_printf("nobody");
	else
		kdb_printf("%#lx", t->expect);
}

static bool is_32bit(const struct thread *t)
{
	return t->tcb.space != NULL && space_is_compat(t->tcb.space);
}

static void print_line(struct thread *t)
{
	char state[24], ip[24];

	l4_snprintf(state, sizeof(state), "%s%s", state_name(t), sink_name(t));
	l4_snprintf(ip, sizeof(ip), is_32bit(t) ? "32:%#010lx" : "%#lx", port_user_ip(&t->tcb));
	kdb_printf("%#15lx %-9s %4u %#18lx %13s ", t->tcb.id, state, t->tcb.prio,
		   (word_t)t->tcb.space, ip);
	print_partner(&t->tcb);
	kdb_printf("\n");
}

static void threads(int argc, char **argv)
{
	word_t number = 0, shown = 0;
	struct thread *t;
	bool all = argc > 1;

	if (all && (argv[1][0] != 'a' || argv[1][1] != '\0')) {
		kdb_printf("%s: only the letter a is known here\n", argv[1]);
		return;
	}
	kdb_printf("%15s %-9s %4s %18s %13s %s\n", "id", "state", "prio", "space", "ip", "partner");
	while ((t = kdb_next_thread(&number)) != NULL) {
		if (!all && t->is_irq && t->handler == L4_TID_NIL)
			continue;
		if (kdb_is_interrupted())
			break;
		print_line(t);
		shown++;
	}
	kdb_printf("%lu of %lu threads shown\n", shown, (word_t)thread_count());
}

KDB_COMMAND(threads, "threads", 0, 1, "[a]", "all threads; a: also interrupts nobody handles");

static void print_waiters(const struct tcb *t)
{
	unsigned int n = 0;

	kdb_printf("  %-12s", "waiters");
	for (unsigned int i = 0; i < ncpus; i++)
		for (struct tcb *w = waiters_next(cpus[i], t, NULL);
		     w != NULL && n < LIST_MAX; w = waiters_next(cpus[i], t, w), n++)
			kdb_printf(" %#lx", w->id);
	kdb_printf("%s\n", n == 0 ? " none" : n == LIST_MAX ? " ..." : "");
}

static void print_senders(const struct tcb *t)
{
	const struct tcb *s = t->send_queue;
	unsigned int n = 0;

	kdb_printf("  %-12s", "senders");
	if (s != NULL) {
		do {
			kdb_printf(" %#lx", s->id);
			s = list_entry(s->send_link.next, struct tcb, send_link);
		} while (s != t->send_queue && ++n < LIST_MAX);
	}
	kdb_printf("%s\n", s == NULL ? " none" : n == LIST_MAX ? " ..." : "");
}

static void print_time(const char *title, usec_t us)
{
	kdb_printf("%s %llu.%06llu s", title, (unsigned long long)(us / 1000000),
		   (unsigned long long)(us % 1000000));
}

static void print_wait(const struct thread *t)
{
	usec_t now = arch_time_now(), end = t->tcb.limit;

	kdb_printf("  %-12s ", "waits for");
	print_partner(&t->tcb);
	if (t->tcb.usual & USUAL_LIMIT)
		kdb_printf(", no limit\n");
	else {
		print_time(end > now ? ", ends in" : ", ended before", end > now ? end - now :
			   now - end);
		kdb_printf("\n");
	}
}

static void thread(int argc, char **argv)
{
	struct thread *t = kdb_arg_thread(argc > 1 ? argv[1] : ".");

	if (t == NULL)
		return;
	kdb_printf("thread %#lx at %#lx, %s%s%s\n", t->tcb.id, (word_t)t, state_name(t),
		   sink_name(t), is_32bit(t) ? ", 32-bit" : "");
	kdb_printf("  attention   %#x, continuation %u\n", attention(&t->tcb), t->tcb.continuation);
	kdb_printf("  space       %#lx, scheduler %#lx\n", (word_t)t->tcb.space, t->scheduler);
	kdb_printf("  priority    %u, sensitive %u, processor %u\n", t->tcb.prio,
		   t->tcb.sensitive_prio, t->tcb.cpu);
	print_time("  slice      ", t->tcb.slice);
	print_time(", left", t->tcb.slice_left);
	kdb_printf("\n  user ip     %#lx, sp %#lx, flags %#lx\n", port_user_ip(&t->tcb),
		   port_user_sp(&t->tcb), port_user_flags(&t->tcb));
	kdb_printf("  message     tag %#lx, from %#lx, words %#lx %#lx\n", t->tag, t->from,
		   t->kernel_words[0], t->kernel_words[1]);
	if (t->is_irq)
		kdb_printf("  interrupt   %u, handler %#lx\n", t->irq, t->handler);
	print_wait(t);
	print_senders(&t->tcb);
	print_waiters(&t->tcb);
	kdb_print_utcb(t);
}

KDB_COMMAND(thread, "thread", 0, 1, "[thread]", "all about one thread");
