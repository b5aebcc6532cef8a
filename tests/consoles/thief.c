/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program with a serial line of its own, of which another thread takes the interrupt.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/schedule.h>
#include <l4/thread.h>

#include <plat.h>
#include <rt_thread.h>
#include <stdio.h>

#define LINE		3	/* interrupt of com=1 */
#define LINES		200

static char stack[4096] __attribute__((aligned(16)));

/* Gets the interrupts, and answers none. */
static void keep(void *unused)
{
	(void)unused;
	L4_Sleep(L4_Never);
}

int main(void)
{
	L4_ThreadId_t thief = rt_thread_start(keep, NULL, stack, sizeof(stack));

	printf("thief: %s\n",
	       L4_AssociateInterrupt(L4_GlobalId(LINE, 1), thief) ? "taken" : "not taken");
	for (int i = 0; i < LINES; i++)
		printf("thief line %d\n", i);
	printf("thief: over\n");
	printf("thief: typed %c\n", getchar());
	plat_exit(true);
	return 0;
}
