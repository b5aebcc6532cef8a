/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device whose interrupt is measured: the serial port, which the console only polls.
 */
#include <l4/types.h>
#include <l4/arch.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <stdio.h>

#include "../bench.h"

/* The serial port on the EBus, and the number of its interrupt source. */
#define UART		0x1fe020003f8ul
#define UART_PAGE	0x1fe02000000ul
#define UART_IER	1
#define UART_IIR	2
#define IER_TRANSMIT	0x02	/* interrupt when the transmitter is empty, as it is always */
#define UART_INO	0x2b

static volatile unsigned char *uart(unsigned int reg)
{
	return (volatile unsigned char *)UART + reg;
}

bool interrupt_open(void)
{
	if (L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread,
					    L4_FpageLog2(UART_PAGE, PAGE_LOG2)))) {
		printf("bench: sigma0 refuses the serial port\n");
		return false;
	}
	*uart(UART_IER) = 0;
	return true;
}

L4_ThreadId_t interrupt_thread(void)
{
	return L4_GlobalId(UART_INO, 1);
}

void interrupt_raise(void)
{
	*uart(UART_IER) = IER_TRANSMIT;
}

void interrupt_end(void)
{
	*uart(UART_IER) = 0;
	(void)*uart(UART_IIR);
}
