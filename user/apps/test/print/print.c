/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output through the kernel: long texts, and what the kernel says of threads that it halts. The
 * output itself is checked outside of the machine (tests/console).
 */
#include <l4/kdebug.h>
#include <plat.h>
#include <stdio.h>
#include <string.h>

#include "mass.h"

#define LINE_CHARS	32
#define TEXT_LINES	200
#define TABS		2000	/* on a screen of any size more than fit */
#define MANY		40	/* halted threads */
#define FLOOD		300	/* halted at once: more than the kernel can keep messages */
#define LOW		50
#define TRIES		20

static char text[TEXT_LINES * LINE_CHARS + 1];

static void fill_text(const char *name)
{
	unsigned int i;

	for (i = 0; i < TEXT_LINES; i++)
		snprintf(text + i * LINE_CHARS, LINE_CHARS + 1, "# %-8s line %4u          .\n",
			 name, i);
}

TAP_TEST(print, long_text, "KDB-02 a text of 6400 characters is printed")
{
	fill_text("long");
	L4_KDB_PrintString(text);
}

/* Each of its characters writes eight cells of a screen, and none begins a new line. */
TAP_TEST(print, tabs, "KDB-02 a text of tabulators is printed")
{
	memset(text, '\t', TABS);
	memcpy(text, "# ", 2);
	strcpy(text + TABS, "\n");
	L4_KDB_PrintString(text);
}

static volatile L4_Word_t prints;	/* 1: a text has begun, 2: it is out */

static L4_Word_t work_print(L4_Word_t string, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	prints = 1;
	L4_KDB_PrintString((const char *)string);
	prints = 2;
	return 0;
}

static L4_Word_t now(void)
{
	return (L4_Word_t)L4_SystemClock().raw;
}

TAP_TEST(print, preempted, "a thread that prints does not keep others from running")
{
	struct helper *h = helper_here();
	L4_Word_t all, start, late, least = ~0ul;
	unsigned int i, between = 0;

	tap_check(L4_Set_Priority(h->id, LOW));
	text[TEXT_LINES / 10 * LINE_CHARS] = '\0';
	start = now();
	helper_call(h, work_print, (L4_Word_t)text, 0, 0);
	all = now() - start;
	for (i = 0; i < TRIES && (between == 0 || least > all / 4); i++) {
		prints = 0;
		start = now();
		helper_start(h, work_print, (L4_Word_t)text, 0, 0);
		L4_Sleep(L4_TimePeriod(all / 8));
		between += prints == 1;
		late = now() - start;
		least = late < least ? late : least;
		tap_check(helper_finish(h) == DONE);
	}
	tap_diag("printing takes %lu us; an eighth of it in its midst: %lu us", all, least);
	tap_check(between > 0);
	tap_check(lateness || least <= all / 4);
}

static unsigned int halted(unsigned int n)
{
	unsigned int i, count = 0;

	for (i = 0; i < n; i++)
		count += thread_state(mass_id(i)) == L4_SCHED_INACTIVE;
	return count;
}

TAP_TEST(print, two_texts, "an urgent thread prints in the middle of another one's text")
{
	static const char urgent[] = "# urgent   line    0          .\n"
				     "# urgent   line    1          .\n";
	struct helper *low = helper_here(), *high = helper_here();

	tap_check(L4_Set_Priority(low->id, LOW));
	fill_text("patient");
	prints = 0;
	helper_start(low, work_print, (L4_Word_t)text, 0, 0);
	tap_check(await_word(&prints, 1));
	helper_call(high, work_print, (L4_Word_t)urgent, 0, 0);
	tap_check(helper_finish(low) == DONE);
}

TAP_TEST(print, halted, "EXC-09 threads without a handler halt while others print")
{
	struct helper *h = mass_space(MANY);

	job = (struct job){ .to = L4_nilthread, .crash = true };
	tap_check(mass_create(h, 0, MANY));
	fill_text("halting");
	L4_KDB_PrintString("# halting begins\n");
	mass_start(h, 0, MANY / 2);
	L4_KDB_PrintString(text);
	mass_start(h, MANY / 2, MANY);
	tap_check_eq(halted(MANY), MANY);
	L4_KDB_PrintString("# halting ends\n");
	tap_check(mass_delete(0, MANY));
}

TAP_TEST(print, flood, "EXC-09 hundreds of threads halt when their handler is deleted")
{
	struct helper *h = mass_space(FLOOD);
	L4_ThreadId_t handler = new_id();

	tap_check(thread_create_here(handler, main_thread));
	job = (struct job){ .to = handler, .crash = true };
	tap_check(mass_create(h, 0, FLOOD));
	mass_start(h, 0, FLOOD);
	tap_check_eq(job.ran, FLOOD);
	tap_check_eq(halted(FLOOD), 0);
	L4_KDB_PrintString("# flood begins\n");
	tap_check(thread_delete(handler));
	settle();
	tap_check_eq(halted(FLOOD), FLOOD);
	L4_KDB_PrintString("# flood ends\n");
	tap_check(mass_delete(0, FLOOD));
}

static L4_Word_t work_trap(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	L4_KDB_PrintString("# cut: ");
	L4_KDB_PrintString(text);
	return 0;
}

TAP_TEST(print, deleted, "a thread is deleted, halted, sent elsewhere while it prints")
{
	L4_Word_t start, all;
	struct helper *h = helper_here();
	unsigned int i;

	fill_text("gone");
	tap_check(L4_Set_Priority(h->id, LOW));
	start = now();
	helper_call(h, work_print, (L4_Word_t)text, 0, 0);
	all = now() - start;
	for (i = 0; i < 4; i++) {
		h = i == 0 ? h : helper_here();
		tap_check(L4_Set_Priority(h->id, LOW));
		helper_start(h, work_trap, 0, 0, 0);
		L4_Sleep(L4_TimePeriod(all * (i + 1) / 8));
		if (i == 0)
			helper_forget(h);
		else if (i == 1)
			(void)exregs_control(h->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
		else
			tap_check(thread_delete(h->id));
	}
	settle();
	L4_KDB_PrintString("\n# gone\n");
}

/* A text without an end: one page of characters at more places than anybody waits for. */
#define ENDLESS		PLACE
#define ENDLESS_PAGES	512
#define HALT_US		500

static void endless(struct helper *h)
{
	unsigned int i;

	memset(page(0), '\r', page_size);
	for (i = 0; i < ENDLESS_PAGES; i++)
		give(h, page_fpage(0, L4_Readable), ENDLESS + i * page_size,
		     L4_CompleteAddressSpace);
}

TAP_TEST(print, halt, "a thread in the middle of a long text is halted, and goes on later")
{
	struct helper *h = helper_there();
	struct exregs r;

	endless(h);
	tap_check(L4_Set_Priority(h->id, LOW));
	helper_start(h, work_print, ENDLESS, 0, 0);
	L4_Sleep(L4_TimePeriod(HALT_US));
	(void)exregs_control(h->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	settle();
	tap_check_eq(thread_state(h->id), L4_SCHED_INACTIVE);
	r = exregs_read(h->id);
	tap_check(r.control & L4_EXREGS_WAS_HALTED);
	(void)exregs_control(h->id, L4_EXREGS_HALT_VALID);
	L4_Sleep(L4_TimePeriod(HALT_US));
	tap_check_eq(thread_state(h->id), L4_SCHED_RUNNING);
	L4_KDB_PrintString("\n");
}
