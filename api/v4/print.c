/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output while threads run. A thread that has caused some pays for it: it stays in the kernel until
 * all that waits is printed, a little at a time, and may be preempted meanwhile. Text of a thread
 * that is deleted in the middle goes out with the next output, or when the processor is idle.
 */
#include <api/print.h>

#include <api/continuation.h>
#include <api/port.h>
#include <api/thread.h>
#include <arch/preempt.h>
#include <generic/console.h>
#include <generic/cpu.h>
#include <generic/usercopy.h>

#define TEXT_CHUNK	64

static void owed(void)
{
	struct cpu *c = this_cpu();

	attention_raise(c->current, ATTENTION_PRINT);
	attention_raise(c->idle, ATTENTION_PRINT);
}

void print_start(void)
{
	(void)console_defer(owed);
}

void print_some(struct tcb *t)
{
	if (!console_step())
		attention_clear(t, ATTENTION_PRINT);
}

bool print_char(char c)
{
	if (console_room() == 0) {
		owed();
		return false;
	}
	console_write(&c, 1);
	return true;
}

struct tcb *print_text(struct tcb *me, uvaddr_t text, bool stops)
{
	struct thread *t = thread_of(me);

	t->work.print.text = text;
	t->work.print.ip = port_user_ip(me);
	t->work.print.stops = stops;
	continue_later(t, CONTINUE_PRINT);
	return me;
}

static size_t length(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return n;
}

/* One stretch of print_text(); true: all is printed. */
static bool work_print(struct thread *t)
{
	char part[TEXT_CHUNK];
	size_t n, len;

	if (console_room() < sizeof(part)) {
		(void)console_step();
		return false;
	}
	n = user_read(&t->tcb.space->pt, part, t->work.print.text, sizeof(part));
	len = length(part, n);
	if (len > 0)
		console_write(part, len);
	t->work.print.text += len;
	return len < sizeof(part);
}

struct tcb *continue_print(struct thread *t)
{
	if (!work_print(t))
		continue_later(t, CONTINUE_PRINT);
	else if (t->work.print.stops)
		return port_debug_stop(&t->tcb, t->work.print.ip);
	return &t->tcb;
}
