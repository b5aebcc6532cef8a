/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's console: all devices, at once or deferred, and devices that take their time.
 */
#include <stdio.h>
#include <string.h>

#include <arch/console.h>
#include <generic/console.h>
#include <generic/printf.h>

#include "check.h"

#define SCREEN_CHARS	20000
#define PATIENCE	50
#define STEPS_MAX	100000

struct device {
	char screen[SCREEN_CHARS];
	unsigned int len;
	const char *input;
	unsigned int period;	/* takes every so manieth offer; 0: none */
	unsigned int offers;
};

static struct device state[2] = { { .input = "" }, { .input = "" } };
static unsigned int owed_calls;
struct console_dev *arch_console_devs;

static bool put(struct device *d, char c)
{
	if (!d->period || ++d->offers % d->period)
		return false;
	d->screen[d->len++] = c;
	d->screen[d->len] = '\0';
	return true;
}

static bool putc_first(char c)
{
	return put(&state[0], c);
}

static bool putc_second(char c)
{
	return put(&state[1], c);
}

static int get(struct device *d)
{
	return *d->input ? (unsigned char)*d->input++ : -1;
}

static int getc_first(void)
{
	return get(&state[0]);
}

static int getc_second(void)
{
	return get(&state[1]);
}

static struct console_dev second = {
	.name = "second", .putc = putc_second, .getc = getc_second, .patience = PATIENCE,
};
static struct console_dev first = {
	.name = "first", .putc = putc_first, .getc = getc_first, .patience = PATIENCE,
	.next = &second,
};
static struct console_dev mute = { .name = "mute" };

static void begin(unsigned int period0, unsigned int period1)
{
	state[0] = (struct device){ .input = "", .period = period0 };
	state[1] = (struct device){ .input = "", .period = period1 };
	owed_calls = 0;
}

static void owed(void)
{
	owed_calls++;
}

/* Steps until nothing is left; how many it took. */
static unsigned int drain(void)
{
	unsigned int n = 1;

	while (n < STEPS_MAX && console_step())
		n++;
	return n;
}

static bool shows(unsigned int n, const char *text)
{
	return !strcmp(state[n].screen, text);
}

static void test_devices(void)
{
	check(console_getc() == -1 && console_getc_blocking() == -1,
	      "console without devices has no input");
	console_putc('x');
	check(kprintf("%d", 42) == 2, "console without devices takes output");
	arch_console_devs = &mute;
	console_putc('x');
	check(console_getc() == -1 && console_getc_blocking() == -1,
	      "console device without functions");
	arch_console_devs = &first;
	begin(1, 1);
	console_putc('a');
	console_puts("bc");
	check(kprintf("%s-%d\n", "de", 42) == 6, "kprintf returns the length");
	check(shows(0, "abcde-42\n") && shows(1, "abcde-42\n"),
	      "console output goes to all devices");
	check(console_getc() == -1, "console input is not waited for");
	state[0].input = "1";
	state[1].input = "2\xff";
	check(console_getc() == '1' && console_getc() == '2' &&
	      console_getc_blocking() == 0xff && console_getc() == -1,
	      "console input comes from all devices, the first one first");
}

static void test_slow(void)
{
	begin(3, 7);
	console_puts("slow and slower\n");
	check(shows(0, "slow and slower\n") && shows(1, "slow and slower\n"),
	      "each device takes each character once, at its own speed");
}

static void test_deaf(void)
{
	unsigned int offers;

	begin(1, 0);
	console_puts("0123456789");
	check(shows(0, "0123456789") && shows(1, ""), "a device that takes nothing stops no other");
	offers = state[1].offers = 0;
	state[1].period = STEPS_MAX;
	console_puts("0123456789");
	offers = state[1].offers;
	check(offers == 10, "it is waited for once only: %u offers", offers);
	state[1].period = 1;
	console_puts("again");
	check(shows(1, "again"), "a device that takes again is served again");
}

static void test_deferred(void)
{
	unsigned int steps;

	begin(1, 1);
	check(console_defer(owed) == NULL && !console_step(), "nothing waits at first");
	kprintf("%s\n", "a message");
	console_write("text", 4);
	check(shows(0, "") && owed_calls == 2, "deferred output only says that it is there");
	check(console_step() && shows(0, "a message\n"), "a step ends after a line");
	check(!console_step() && shows(0, "a message\ntext"), "the order is kept");
	console_puts("0123456789012345678901234567890123456789");
	steps = drain();
	check(steps == 3, "a step is short: %u for 40 characters", steps);
	begin(4, 1);
	console_puts("abc");
	steps = drain();
	check(shows(0, "abc") && shows(1, "abc") && steps == 10,
	      "a step does not wait for a device: %u for 3 characters", steps);
	begin(0, 0);
	console_puts("abc");
	steps = drain();
	check(steps < 2 * PATIENCE && !console_step(), "a step does not wait for ever: %u", steps);
	begin(1, 1);
	console_puts("one ");
	check(console_defer(NULL) == owed && shows(0, "one "), "the end of it prints what waits");
	console_puts("two");
	check(shows(0, "one two"), "and then prints at once");
}

/* Numbered messages until some are lost; how many were put. */
static unsigned int flood(void)
{
	unsigned int n;

	for (n = 0; console_room() > 40; n++)
		kprintf("message %u\n", n);
	for (unsigned int i = 0; i < 25; i++)
		kprintf("this is a message that does not fit into the room that is left: %u\n", i);
	return n;
}

static void test_flood(void)
{
	unsigned int n, i = 0;
	char line[64];
	const char *at;
	size_t room;

	begin(1, 1);
	(void)console_defer(owed);
	room = console_room();
	n = flood();
	drain();
	for (at = state[0].screen; i < n; i++) {
		snprintf(line, sizeof(line), "message %u\n", i);
		if (strncmp(at, line, strlen(line)))
			break;
		at += strlen(line);
	}
	check(i == n && !strcmp(at, "\n--- 25 messages of the kernel lost ---\n"),
	      "of a flood, what fits is whole, the rest is counted");
	check(console_room() == room, "then there is as much room as at first");

	begin(1, 1);
	n = flood();
	while (console_room() < 40)
		(void)console_step();
	console_write("a text", 6);
	drain();
	at = strstr(state[0].screen, "lost ---\n");
	check(at && !strcmp(at, "lost ---\na text"), "what follows comes behind the note");

	begin(1, 1);
	room = console_room();
	memset(line, 'x', sizeof(line));
	while (console_room() >= sizeof(line))
		console_write(line, sizeof(line));
	drain();
	check(state[0].len == room / sizeof(line) * sizeof(line), "what has room is not lost");
	for (i = 0; i < 100; i++) {
		begin(1, 1);
		flood();
		(void)console_defer(NULL);
		(void)console_defer(owed);
		if (strstr(state[0].screen, "25 messages") == NULL)
			break;
	}
	check(i == 100, "the ring goes round");
	(void)console_defer(NULL);
}

void test_console(void)
{
	test_devices();
	test_slow();
	test_deaf();
	test_deferred();
	test_flood();
	arch_console_devs = NULL;
}
