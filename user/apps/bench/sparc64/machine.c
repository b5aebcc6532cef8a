/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor's side of markers, and the row that needs a device: an interrupt of the serial
 * port, which the console uses without interrupts, reaches a waiting thread. A marker is a SETHI
 * to the zero register with a number that nobody else uses (scripts/bench/plugin/opcode_sparc64.c):
 * without a plugin it does nothing.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/syscalls.h>
#include <l4/thread.h>

#include <stdio.h>

#include "../bench.h"
#include "mmu.h"

#define MARKER(number)	__asm__ volatile (".word 0x012b4600 + " #number : : : "memory")

/* The serial port on the EBus, and the number of its interrupt source. */
#define UART		0x1fe020003f8ul
#define UART_PAGE	0x1fe02000000ul
#define UART_IER	1
#define UART_IIR	2
#define IER_TRANSMIT	0x02	/* interrupt when the transmitter is empty, as it is always */
#define UART_INO	0x2b

#define TIMES		6
#define BUSY_PRIORITY	200
#define HIGH_PRIORITY	255

static L4_ThreadId_t partner;
static volatile bool arrived;

void mark_bit(bool bit)
{
	if (bit)
		MARKER(2);
	else
		MARKER(1);
}

void mark_character(void)
{
	MARKER(3);
}

void mark_begin(void)
{
	MARKER(4);
}

void mark_end(void)
{
	MARKER(5);
}

/* There is one processor. */
void take_turn(void)
{
}

/* There is none. */
void take_exit_port(void)
{
}

static L4_ThreadId_t interrupt(void)
{
	return L4_GlobalId(UART_INO, 1);
}

static volatile unsigned char *uart(unsigned int reg)
{
	return (volatile unsigned char *)UART + reg;
}

/* The region ends when the message of the interrupt is there. */
static void handler_main(void)
{
	L4_Receive(interrupt());
	for (;;) {
		mark_end();
		*uart(UART_IER) = 0;
		(void)*uart(UART_IIR);
		arrived = true;
		L4_Set_MsgTag(L4_Niltag);
		L4_Call(interrupt());
	}
}

static bool bench_interrupt(const char *name)
{
	unsigned int i;

	if (!row_is_wanted(name))
		return true;
	if (L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread,
					    L4_FpageLog2(UART_PAGE, PAGE_LOG2)))) {
		printf("bench: sigma0 refuses the serial port\n");
		return false;
	}
	*uart(UART_IER) = 0;
	if (!partner_start(false, handler_main, &partner))
		return false;
	L4_ThreadSwitch(partner);
	if (!L4_AssociateInterrupt(interrupt(), partner))
		return refused("associating an interrupt");
	L4_Set_Priority(main_thread, BUSY_PRIORITY);
	for (i = 0; i < TIMES; i++) {
		arrived = false;
		region_name(name, i & 1);
		mark_begin();
		*uart(UART_IER) = IER_TRANSMIT;
		spin_until(&arrived);
	}
	L4_Set_Priority(main_thread, HIGH_PRIORITY);
	printf("bench: %s\n", name);
	return L4_DeassociateInterrupt(interrupt()) && partner_stop(partner);
}

bool bench_machine(void)
{
	bench_mmu();
	return bench_interrupt("irq");
}

/* There is one word size. */
bool bench_mixed(void)
{
	return true;
}
