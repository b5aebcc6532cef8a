/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root task for the tests of the console's input: prints the keys that it reads by the kernel's
 * debugger traps, and those that it finds in the serial port itself.
 */
#include <l4/kdebug.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/thread.h>
#include <plat.h>
#include <stdio.h>

/* Ports of the EBus, and the serial one among them. */
#define PORTS		0x1fe02000000ul
#define PAGE_LOG2	13
#define UART_DATA	0x3f8
#define UART_STATUS	0x3fd
#define HAS_DATA	1

#define POLL_US		500000
#define POLL_CHARS	4

/* Leaves time in which the kernel could take what comes, then reads the device itself. */
static void poll(void)
{
	const volatile unsigned char *port = (const volatile unsigned char *)PORTS;
	unsigned int left = POLL_CHARS;

	(void)L4_Sigma0_GetPage(L4_nilthread, L4_FpageAddRights(L4_FpageLog2(PORTS, PAGE_LOG2),
								L4_FullyAccessible));
	printf("polling the UART\n");
	L4_Sleep(L4_TimePeriod(POLL_US));
	printf("polled");
	while (left > 0) {
		if (!(port[UART_STATUS] & HAS_DATA))
			continue;
		printf(" %#x", port[UART_DATA]);
		left--;
	}
	printf(".\n");
}

int main(void)
{
	char c;

	printf("program is ready\n");
	for (;;) {
		c = L4_KDB_ReadChar_Blocked();
		if (c == 'q')
			plat_exit(true);
		if (c == 'p')
			poll();
		else
			printf("char %#x\n", (unsigned char)c);
	}
}
