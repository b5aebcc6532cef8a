/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdb/breakin.c on a line that another device shares, and keeps up.
 */
#include <kdb/cpu.h>
#include <kdb/hooks.h>
#include <kdb/kdb.h>

#include <api/thread.h>
#include <generic/cpu.h>
#include <string.h>

#include "check.h"

#define LINE		4
#define OTHER_LINE	1
#define TAKEN_LINE	9	/* a program handles it */
#define EMPTY		20000	/* so many interrupts in a row without input are too many */

int breakin_getc(void);
int breakin_kprintf(const char *fmt, ...);
int breakin_key_escape(void);

static const int lines[] = { LINE, TAKEN_LINE, OTHER_LINE };
static const struct thread handled = { .handler = 1 };
static bool lets_in[16];
static const char *typed = "";
static unsigned int messages, entries;

const struct thread *thread_by_number(word_t number)
{
	return number == TAKEN_LINE ? &handled : NULL;
}

const struct cpu *this_cpu(void)
{
	static const struct tcb idle = { .id = 1 };
	static const struct cpu cpu = { &idle, &idle };

	return &cpu;
}

int kdb_cpu_input_line(unsigned int i)
{
	return i < sizeof(lines) / sizeof(lines[0]) ? lines[i] : -1;
}

void kdb_cpu_input_enable(unsigned int line, bool on)
{
	lets_in[line] = on;
}

int breakin_getc(void)
{
	return *typed != '\0' ? (unsigned char)*typed++ : -1;
}

int breakin_kprintf(const char *fmt, ...)
{
	messages += strstr(fmt, "busy without input") != NULL;
	return 0;
}

int breakin_key_escape(void)
{
	return 0;
}

bool kdb_enter(const struct save_frame *f, word_t ip, word_t fp, const char *fmt, ...)
{
	(void)f;
	(void)ip;
	(void)fp;
	(void)fmt;
	entries++;
	return true;
}

bool kdb_has_threads(void)
{
	return true;
}

void kdb_key_ahead(int key)
{
	(void)key;
}

void kdb_printf(const char *fmt, ...)
{
	(void)fmt;
}

/* So many interrupts of the line come with nothing to read; true if all were the debugger's. */
static bool come_empty(unsigned int count)
{
	bool all = true;

	while (count-- > 0)
		all &= kdb_irq(LINE);
	return all;
}

static bool is_on(void)
{
	return kdb_owns_irq(LINE) && kdb_owns_irq(OTHER_LINE) && lets_in[LINE] &&
	       lets_in[OTHER_LINE];
}

void test_breakin(void)
{
	kdb_breakin_set(true);
	check(is_on() && !kdb_owns_irq(TAKEN_LINE) && !lets_in[TAKEN_LINE],
	      "break-in: all lines but one that a program handles");
	check(come_empty(EMPTY - 1) && is_on() && messages == 0,
	      "break-in: interrupts without input are borne");
	typed = "x";
	check(kdb_irq(LINE) && come_empty(EMPTY - 1) && is_on() && messages == 0,
	      "break-in: a character in between begins their number anew");
	check(kdb_irq(LINE) && !kdb_owns_irq(LINE) && !lets_in[LINE] && !lets_in[OTHER_LINE] &&
	      messages == 1 && entries == 0,
	      "break-in: one more, and the line is left alone, with a message");
	check(!kdb_irq(LINE) && messages == 1, "break-in: then the interrupt is the programs'");
	check(kdb_getc() == 'x' && kdb_getc() == -1,
	      "break-in: what was typed is still to be read");
	kdb_breakin_set(true);
	typed = "\033";
	check(is_on() && kdb_irq(LINE) && entries == 1 && is_on(),
	      "break-in: switched on again, the key enters");
	check(come_empty(EMPTY - 1) && is_on() && come_empty(1) && !kdb_owns_irq(LINE) &&
	      messages == 2, "break-in: once more too many");
	kdb_breakin_set(true);
	check(come_empty(EMPTY - 1) && is_on() && come_empty(1) && !kdb_owns_irq(LINE) &&
	      messages == 3, "break-in: and again without any input in between");
	kdb_breakin_set(false);
}
