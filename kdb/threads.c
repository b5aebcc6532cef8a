/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that show threads: all of them in a line each, or all of one.
 */
#include <kdb/kdb.h>

#include <api/port.h>
#include <api/thread.h>
#include <api/utcb.h>
#include <arch/time.h>
#include <generic/cpu.h>
#include <generic/printf.h>

#define LIST_MAX	32	/* threads of a list that are shown */

static const char *state_name(const struct thread *t)
{
	static const char *const names[] = {
		[THREAD_INACTIVE] = "inactive", [THREAD_RUNNING] = "unqueued",
		[THREAD_POLLING] = "polling", [THREAD_SENDING] = "sending",
		[THREAD_WAITING] = "waiting", [THREAD_RECEIVING] = "receiving",
		[THREAD_HALTED] = "halted",
	};

	if (&t->tcb == this_cpu()->current)
		return "RUNNING";
	if (&t->tcb == this_cpu()->idle)
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
		kprintf("%#lx", t->partner->id);
	else if (t->state != THREAD_WAITING)
		kprintf("-");
	else if (t->expect == EXPECT_ANY)
		kprintf("any");
	else if (t->expect == EXPECT_LOCAL)
		kprintf("any local");
	else if (t->expect == EXPECT_NOBODY)
		kprintf("nobody");
	else
		kprintf("%#lx", t->expect);
}

static void print_line(struct thread *t)
{
	char state[24];

	ksnprintf(state, sizeof(state), "%s%s", state_name(t), sink_name(t));
	kprintf("%#18lx %-17s %4u %#18lx %#18lx ", t->tcb.id, state, t->tcb.prio,
		(word_t)t->tcb.space, port_user_ip(&t->tcb));
	print_partner(&t->tcb);
	kprintf("\n");
}

static void threads(int argc, char **argv)
{
	word_t number = 0, shown = 0;
	struct thread *t;
	bool all = argc > 1;

	if (all && (argv[1][0] != 'a' || argv[1][1] != '\0')) {
		kprintf("%s: only the letter a is known here\n", argv[1]);
		return;
	}
	kprintf("%18s %-17s %4s %18s %18s %s\n", "id", "state", "prio", "space", "ip", "partner");
	while ((t = kdb_next_thread(&number)) != NULL) {
		if (!all && t->is_irq && t->handler == L4_TID_NIL)
			continue;
		if (kdb_is_interrupted())
			break;
		print_line(t);
		shown++;
	}
	kprintf("%lu of %lu threads shown\n", shown, (word_t)thread_count());
}

KDB_COMMAND(threads, "threads", 0, 1, "[a]", "all threads; a: interrupts without a handler too");

static void print_list(const char *title, const struct list *head)
{
	unsigned int n = 0;

	kprintf("  %-12s", title);
	for (const struct list *l = head->next; l != head && n < LIST_MAX; l = l->next, n++)
		kprintf(" %#lx", list_entry(l, struct tcb, waits_link)->id);
	kprintf("%s\n", n == 0 ? " none" : n == LIST_MAX ? " ..." : "");
}

static void print_senders(const struct tcb *t)
{
	const struct tcb *s = t->send_queue;
	unsigned int n = 0;

	kprintf("  %-12s", "senders");
	if (s != NULL) {
		do {
			kprintf(" %#lx", s->id);
			s = list_entry(s->send_link.next, struct tcb, send_link);
		} while (s != t->send_queue && ++n < LIST_MAX);
	}
	kprintf("%s\n", s == NULL ? " none" : n == LIST_MAX ? " ..." : "");
}

static void print_time(const char *title, usec_t us)
{
	kprintf("%s %llu.%06llu s", title, (unsigned long long)(us / 1000000),
		(unsigned long long)(us % 1000000));
}

static void print_wait(const struct thread *t)
{
	usec_t now = arch_time_now(), end = t->tcb.limit;

	kprintf("  %-12s ", "waits for");
	print_partner(&t->tcb);
	if (t->tcb.usual & USUAL_LIMIT)
		kprintf(", no limit\n");
	else {
		print_time(end > now ? ", ends in" : ", ended before", end > now ? end - now :
			   now - end);
		kprintf("\n");
	}
}

static void print_utcb(const struct thread *t)
{
	static const struct {
		const char *name;
		int word;
	} words[] = {
		{ "pager", L4_UTCB_PAGER }, { "exceptions", L4_UTCB_EXCEPTION_HANDLER },
		{ "flags", L4_UTCB_FLAGS }, { "error", L4_UTCB_ERROR_CODE },
		{ "user handle", L4_UTCB_USER_HANDLE }, { "xfer limits", L4_UTCB_XFER_TIMEOUTS },
		{ "buffers", L4_UTCB_BR0 }, { "tag", L4_UTCB_MR0 },
	};

	if (t->tcb.utcb == NULL) {
		kprintf("  no UTCB\n");
		return;
	}
	kprintf("  UTCB at user %#lx, kernel %#lx\n", t->tcb.local_id, (word_t)t->tcb.utcb);
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		kprintf("    %-12s %#lx\n", words[i].name, utcb_read(t, words[i].word));
}

static void thread(int argc, char **argv)
{
	struct thread *t = kdb_arg_thread(argc > 1 ? argv[1] : ".");

	if (t == NULL)
		return;
	kprintf("thread %#lx at %#lx, %s%s\n", t->tcb.id, (word_t)t, state_name(t), sink_name(t));
	kprintf("  attention   %#x, continuation %u\n", attention(&t->tcb), t->tcb.continuation);
	kprintf("  space       %#lx, scheduler %#lx\n", (word_t)t->tcb.space, t->scheduler);
	kprintf("  priority    %u, sensitive %u, processor %u\n", t->tcb.prio,
		t->tcb.sensitive_prio, t->tcb.cpu);
	print_time("  slice      ", t->tcb.slice);
	print_time(", left", t->tcb.slice_left);
	kprintf("\n  user ip     %#lx, sp %#lx, flags %#lx\n", port_user_ip(&t->tcb),
		port_user_sp(&t->tcb), port_user_flags(&t->tcb));
	kprintf("  message     tag %#lx, from %#lx, words %#lx %#lx\n", t->tag, t->from,
		t->kernel_words[0], t->kernel_words[1]);
	if (t->is_irq)
		kprintf("  interrupt   %u, handler %#lx\n", t->irq, t->handler);
	print_wait(t);
	print_senders(&t->tcb);
	print_list("waiters", &t->tcb.waiters);
	print_utcb(t);
}

KDB_COMMAND(thread, "thread", 0, 1, "[thread]", "all about one thread");
