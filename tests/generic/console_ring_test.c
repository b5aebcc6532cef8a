/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console in memory: what the next run finds there, whatever has become of the memory.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <base/console_dev.h>
#include <generic/console_ring.h>

#include "check.h"

#define BYTES		8192
#define HEADER		24	/* magic, bytes, at, length, check */
#define ROOM		(BYTES / 2 - HEADER)
#define AT_BYTES	8
#define AT_AT		12
#define AT_LENGTH	16

static _Alignas(8) unsigned char memory[BYTES];
static char text[2 * BYTES];

static void put(const char *s)
{
	while (*s)
		console_ring()->putc(*s++);
}

static const char *text_of(bool is_former)
{
	int c;

	for (u32 i = 0; (c = console_ring_char(is_former, i)) >= 0; i++) {
		text[i] = (char)c;
		text[i + 1] = '\0';
	}
	if (console_ring_char(is_former, 0) < 0)
		text[0] = '\0';
	return text;
}

/* The machine starts again: the same memory. */
static enum console_ring_state reset(void)
{
	console_ring_begin(memory, sizeof(memory));
	return console_ring_former();
}

static void set(unsigned int half, unsigned int at, u32 value)
{
	memcpy(memory + half * BYTES / 2 + at, &value, sizeof(value));
}

static void test_runs(void)
{
	put("nowhere");
	check(console_ring_char(false, 0) < 0 && console_ring_char(true, 0) < 0 &&
	      console_ring_length(false) == 0 && console_ring_length(true) == 0,
	      "ring: without memory there is no text");
	memset(memory, 0xa5, sizeof(memory));
	check(reset() == CONSOLE_RING_NONE && !strcmp(text_of(true), "") &&
	      console_ring_length(true) == 0,
	      "ring: memory with anything is no former run");
	put("first run\n");
	check(!strcmp(text_of(false), "first run\n"), "ring: the text of this run");
	check(reset() == CONSOLE_RING_WHOLE && !strcmp(text_of(true), "first run\n") &&
	      !strcmp(text_of(false), ""), "ring: the next one finds it, and begins anew");
	put("second");
	check(!strcmp(text_of(true), "first run\n"), "ring: it stays meanwhile");
	check(reset() == CONSOLE_RING_WHOLE && !strcmp(text_of(true), "second"),
	      "ring: the one before is gone then");
	check(reset() == CONSOLE_RING_WHOLE && !strcmp(text_of(true), ""),
	      "ring: a run that printed nothing");
	console_ring_hold(true);
	put("not kept");
	console_ring_hold(false);
	put("kept");
	check(!strcmp(text_of(false), "kept"), "ring: it can be held");
}

static void test_full(void)
{
	char line[32];
	unsigned int n = 0;

	for (; n < 3 * ROOM / 10; n++) {
		snprintf(line, sizeof(line), "line %4u\n", n);
		put(line);
	}
	check(strlen(text_of(false)) == ROOM && !strcmp(text + ROOM - strlen(line), line),
	      "ring: a long text loses its begin");
	check(reset() == CONSOLE_RING_WHOLE && strlen(text_of(true)) == ROOM &&
	      console_ring_length(true) == ROOM &&
	      !strcmp(text + ROOM - strlen(line), line), "ring: the next run finds the end of it");
	memcpy(memory + HEADER, memory, 8);
	put("\x01\x1b[2J\xff\t~\n");
	check(!strcmp(text_of(false), "..[2J..~\n"), "ring: what is not printable is a full stop");
}

static void test_moved(void)
{
	static _Alignas(8) unsigned char elsewhere[BYTES];

	reset();
	put("be");
	memcpy(elsewhere, memory, sizeof(memory));
	console_ring_move(elsewhere);
	put("fore");
	check(!strcmp(text_of(false), "before"), "ring: it goes on where it is mapped anew");
	memcpy(memory, elsewhere, sizeof(memory));
	check(reset() == CONSOLE_RING_WHOLE && !strcmp(text_of(true), "before"),
	      "ring: and is whole for the next run");
}

/* Each bit of the header and of some text is another one when the machine comes back. */
static void test_damage(void)
{
	unsigned int whole = 0, read = 0;

	for (unsigned int bit = 0; bit < 8 * (HEADER + 40); bit++) {
		memset(memory, 0, sizeof(memory));
		reset();
		put("0123456789012345678901234567890");
		memory[bit / 8] ^= (unsigned char)(1 << bit % 8);
		whole += reset() == CONSOLE_RING_WHOLE;
		read += strlen(text_of(true)) <= ROOM;
	}
	check(whole == 0 && read == 8 * (HEADER + 40), "ring: one wrong bit is noticed: %u not",
	      whole);
	for (unsigned int i = 0; i < 20000; i++) {
		for (unsigned int b = AT_BYTES; b < HEADER; b++)
			memory[b] = (unsigned char)check_random();
		set(0, AT_BYTES, ROOM);
		if (i % 2)
			set(0, AT_AT, (u32)check_random() % (ROOM + 2));
		if (i % 3)
			set(0, AT_LENGTH, (u32)check_random() % (ROOM + 2));
		reset();
		if (strlen(text_of(true)) > ROOM)
			break;
		read++;
	}
	check(read == 20000 + 8 * (HEADER + 40), "ring: a header with any numbers does no harm");
	put("x");
	memset(memory + BYTES / 2, 0xff, BYTES / 2);
	check(reset() == CONSOLE_RING_WHOLE && !strcmp(text_of(true), "x"),
	      "ring: the half of the former run does not matter");
}

void test_console_ring(void)
{
	test_runs();
	test_full();
	test_moved();
	test_damage();
}
