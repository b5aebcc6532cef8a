/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ending a run on a sun4u machine: power control on the EBus, software reset in the host bridge.
 * Registers are memory, asked of sigma0 first, whoever the thread's pager is.
 * (UltraSPARC IIi User's Manual, chapter 19)
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/schedule.h>

#include "../internal.h"

#define POWER_REGISTER	0x1fe02007240ul
#define POWER_OFF	0x01000000u
#define RESET_REGISTER	0x1fe0000f020ul
#define SOFT_RESET	0x40000000ul	/* SOFT_POR */

/* Some time for the machine to act. */
static void pause_a_while(void)
{
	L4_Sleep(L4_TimePeriod(200000));
}

/* There are no ports. */
void plat_debug_exit(unsigned long port, unsigned char code)
{
	(void)port;
	(void)code;
}

/* The state does not tell success from failure: the text on the console does. */
void plat_power_off(bool success)
{
	volatile uint32_t *power = (volatile uint32_t *)plat_memory(POWER_REGISTER, sizeof(*power));

	(void)success;
	if (!power)
		return;
	*power = POWER_OFF;
	pause_a_while();
}

void plat_reset(void)
{
	volatile uint64_t *reset = (volatile uint64_t *)plat_memory(RESET_REGISTER, sizeof(*reset));

	if (!reset)
		return;
	*reset = SOFT_RESET;
	pause_a_while();
}
