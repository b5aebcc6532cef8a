/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program whose console is a device that always has another character.
 */
#include <plat.h>
#include <rt.h>
#include <stdio.h>

#include "../../user/lib/plat/console.h"

static bool put(char c)
{
	rt_console_kernel.write(&c, 1);
	return true;
}

static int get(void)
{
	return 'x';
}

static void announce(bool room)
{
	(void)room;
}

static bool is_pending(void)
{
	return true;
}

static bool is_idle(void)
{
	return true;
}

static const struct console_device broken = {
	.line = CONSOLE_NO_LINE, .works_without = true,
	.put = put, .get = get, .announce = announce, .is_pending = is_pending, .is_idle = is_idle,
};

int main(void)
{
	const char *wrong = console_drive(&broken);

	printf("broken: %s\n", wrong ? wrong : "driven");
	printf("broken: typed %c\n", getchar());
	plat_exit(true);
	return 0;
}
