/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a run: every way the machine offers, in order, until one of them works.
 */
#include <l4/ipc.h>
#include <l4/schedule.h>

#include <plat.h>
#include <rt.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "internal.h"

/* What the start-up code calls when main has returned; no header, as no program does. */
void l4_main_returned(int status);

void plat_exit(bool success)
{
	unsigned long port;
	char how[4];

	rt_console_flush();
	if (plat_option_number("exit", &port))
		plat_debug_exit(port, success ? PLAT_EXIT_SUCCESS : PLAT_EXIT_FAILURE);
	console_last_words(success ? "end of run: success\n" : "end of run: failure\n");
	if (plat_option("exit", how, sizeof(how)) && strcmp(how, "no") == 0)
		for (;;)
			L4_Sleep(L4_Never);
	plat_power_off(success);
	plat_reset();
	console_last_words("the machine can be switched off now\n");
	abort();
}

void l4_main_returned(int status)
{
	plat_exit(status == 0);
}
