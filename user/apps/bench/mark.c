/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows: which ones are wanted, and the batches of each between markers. A region is called
 * name:operations, or name:operations:one for the batch of a single step.
 */
#include <plat.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

#define TEXT_MAX	96

static char only[1024];

void rows_choose(void)
{
	plat_option("rows", only, sizeof(only));
}

bool row_is_wanted(const char *name)
{
	const char *at = only;
	size_t length = strlen(name);

	if (only[0] == '\0')
		return true;
	for (;;) {
		if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == '\0'))
			return true;
		at = strchr(at, ',');
		if (!at)
			return false;
		at++;
	}
}

static void send_text(const char *text)
{
	int bit;

	for (; *text != '\0'; text++) {
		for (bit = 7; bit >= 0; bit--)
			mark_bit((unsigned char)*text >> bit & 1);
		mark_character();
	}
}

static void send_name(const char *name, unsigned int operations, bool one)
{
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), "%s:%u%s", name, operations, one ? ":one" : "");
	send_text(text);
}

void region_name(const char *name, bool one)
{
	send_name(name, 1, one);
}

static bool batch(const struct row *row, unsigned int steps, bool one)
{
	bool good;

	if (row->prepare && !row->prepare(steps)) {
		printf("bench: %s cannot be prepared\n", row->name);
		return false;
	}
	send_name(row->name, steps * row->operations, one);
	mark_begin();
	good = row->run(steps);
	mark_end();
	if (!good)
		printf("bench: %s failed\n", row->name);
	return good;
}

bool row_measure(const struct row *row)
{
	unsigned int i;

	if (!batch(row, row->steps, false))
		return false;
	for (i = 0; i < BATCHES; i++)
		if (!batch(row, row->steps, false) || !batch(row, 1, true))
			return false;
	printf("bench: %s\n", row->name);
	return true;
}
