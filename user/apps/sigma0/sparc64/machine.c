/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sun4u machine's registers that are not for everybody: what resets it, switches it off, or makes
 * devices write to memory is the root task's, which does what it likes with them: it may map them
 * on. (UltraSPARC IIi User's Manual, chapter 19)
 */
#include <stdio.h>

#include "../sigma0.h"

/* Registers of the bridge (interrupts, DMA, reset), and configuration of all devices. */
#define BRIDGE_START	0x1fe00000000ull
#define BRIDGE_LAST	0x1fe01ffffffull
/* EBus: ports of the firmware's devices, configuration device of QEMU, power control. */
#define EBUS_START	0x1fe02000000ull
#define EBUS_LAST	0x1fe02007fffull

static void keep(struct sigma0 *s0, pool_addr_t start, pool_addr_t last)
{
	if (!sigma0_set_private(&s0->memory, start, last))
		printf("sigma0: no room to keep memory %#llx .. %#llx for the root task\n",
		       (unsigned long long)start, (unsigned long long)last);
}

void sigma0_add_machine(struct sigma0 *s0)
{
	keep(s0, BRIDGE_START, BRIDGE_LAST);
	keep(s0, EBUS_START, EBUS_LAST);
}
