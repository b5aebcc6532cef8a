/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program with the serial line com=1 of its own, and a thread that wants what another program
 * would ask for: sigma0 tells threads apart, whatever their spaces are.
 */
#include <l4/types.h>
#include <l4/arch.h>
#include <l4/ipc.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/thread.h>

#include <plat.h>
#include <rt_thread.h>
#include <stdbool.h>
#include <stdio.h>

#define PORT	0x2f8

static char stack[4096];
static volatile bool is_done, has_ports;

static bool get_ports(L4_Word_t port, int size)
{
	return !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, L4_IoFpage(port, size)));
}

static void second(void *unused)
{
	(void)unused;
	has_ports = get_ports(PORT, 8) || get_ports(PORT + 4, 2) || get_ports(PORT & ~0xf, 16);
	is_done = true;
}

int main(void)
{
	(void)rt_thread_start(second, NULL, stack, sizeof(stack));
	while (!is_done)
		L4_Sleep(L4_TimePeriod(1000));
	printf("second: %s ports\n", has_ports ? "has got" : "no");
	printf("first: typed %c\n", getchar());
	/* The library's console is linked with its end of a run. */
	plat_exit(true);
	return 0;
}
