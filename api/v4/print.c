/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output while threads run. A thread that has caused some pays for it: it stays in the kernel until
 * that is printed, a little at a time, and may be preempted meanwhile. Text of a thread that is
 * deleted in the middle goes out with the next output, or when the processor is idle.
 */
#include <api/print.h>

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

	thread_of(c->current)->print.position = console_position();
	attention_raise(c->current, ATTENTION_PRINT);
	attention_raise(c->idle, ATTENTION_PRINT);
}

void print_start(void)
{
	(void)console_defer(owed);
}

void print_some(struct tcb *t)
{
	bool more = console_step();

	/* What others go on to print is theirs to wait for, and the idle thread's. */
	if (!more || (t != arch_near_cpu()->idle && console_is_out(thread_of(t)->print.position)))
		attention_clear(t, ATTENTION_PRINT);
}

bool print_char(char c)
{
	if (console_write_if_room(&c, 1))
		return true;
	owed();
	return false;
}

struct tcb *print_text(struct tcb *me, uvaddr_t text, bool stops)
{
	struct thread *t = thread_of(me);

	t->print.text = text;
	t->print.ip = port_user_ip(me);
	t->print.stops = stops;
	attention_raise(me, ATTENTION_TEXT);
	return me;
}

static size_t length(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return n;
}

struct tcb *print_more(struct tcb *t)
{
	struct print *p = &thread_of(t)->print;
	char part[TEXT_CHUNK];
	size_t n, len;

	if (console_room() < sizeof(part)) {
		(void)console_step();
		return t;
	}
	n = user_read(&t->space->pt, part, p->text, sizeof(part));
	len = length(part, n);
	/* Others may have printed meanwhile. */
	if (len > 0 && !console_write_if_room(part, len))
		return t;
	p->text += len;
	if (len == sizeof(part))
		return t;
	attention_clear(t, ATTENTION_TEXT);
	return p->stops ? port_debug_stop(t, p->ip) : t;
}
