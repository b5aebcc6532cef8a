/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program whose console is a slow device without interrupts: it takes some characters in each
 * millisecond, and has one when all is out.
 */
#include <l4/types.h>
#include <l4/schedule.h>

#include <plat.h>
#include <rt.h>
#include <stdio.h>

#include "../../user/lib/plat/console.h"

#define NOBODYS_LINE	5
#define EACH_MS		16
#define LINES		200
#define TEXT		"silent line %d of a text that is longer than any buffer\n"

static unsigned int taken, looks;
static L4_Word64_t since;
static bool has_typed;

static bool put(char c)
{
	L4_Word64_t now = L4_SystemClock().raw / 1000;

	looks++;
	if (now != since)
		taken = 0;
	since = now;
	if (taken == EACH_MS)
		return false;
	taken++;
	rt_console_kernel.write(&c, 1);
	return true;
}

static int get(void)
{
	if (has_typed || L4_SystemClock().raw / 1000 < since + 100)
		return -1;
	has_typed = true;
	return 'x';
}

static void announce(bool room)
{
	(void)room;
}

static bool is_pending(void)
{
	return false;
}

static bool is_idle(void)
{
	return true;
}

static const struct console_device silent = {
	.line = NOBODYS_LINE,
	.put = put, .get = get, .announce = announce, .is_pending = is_pending, .is_idle = is_idle,
};

int main(void)
{
	const char *wrong = console_drive(&silent);
	L4_Word64_t start = L4_SystemClock().raw;

	printf("silent: %s\n", wrong ? wrong : "driven");
	for (int i = 0; i < LINES; i++)
		printf(TEXT, i);
	rt_console_flush();
	start = (L4_SystemClock().raw - start) / 1000;
	printf("silent: %s\n", start < 20000 ? "in time" : "late");
	has_typed = false;
	printf("silent: typed %c\n", getchar());
	plat_exit(true);
	return 0;
}
