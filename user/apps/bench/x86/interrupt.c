/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device whose interrupt is measured, channel 0 of the programmable timer, and a row that needs
 * this processor's registers: IPC between two threads that use vector registers.
 */
#include <l4/types.h>
#include <l4/arch.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/sigma0.h>
#include <l4/syscalls.h>
#include <l4/thread.h>
#include <lib/port_io.h>

#include <plat.h>

#include "../bench.h"

#define PIT_DATA	0x40
#define PIT_COMMAND	0x43
#define PIT_ONE_SHOT	0x30	/* channel 0, two bytes, interrupt on terminal count */
#define PIT_TICKS	300	/* about a quarter of a millisecond */
#define PIT_LINE	0

#define ROUNDS		1000

static L4_ThreadId_t partner;

void take_exit_port(void)
{
	L4_Word_t port;

	if (plat_option_number("exit", &port))
		(void)L4_Sigma0_GetPage(L4_nilthread, L4_IoFpageLog2(port, 0));
}

bool interrupt_open(void)
{
	return true;
}

L4_ThreadId_t interrupt_thread(void)
{
	return L4_GlobalId(PIT_LINE, 1);
}

void interrupt_raise(void)
{
	outb(PIT_COMMAND, PIT_ONE_SHOT);
	outb(PIT_DATA, PIT_TICKS & 0xff);
	outb(PIT_DATA, PIT_TICKS >> 8);
}

/* It is an edge. */
void interrupt_end(void)
{
}

static void simd_main(void)
{
	answer_loop_simd(main_thread.raw, main_thread.raw, FOREVER, __L4_Ipc);
}

static bool run_simd_calls(unsigned int rounds)
{
	L4_Word_t tag = (L4_Word_t)1 << L4_TAG_LABEL_SHIFT;

	return call_loop_simd(partner.raw, partner.raw, FOREVER, tag, rounds, __L4_Ipc) == tag;
}

static bool bench_simd(void)
{
	struct row row = { "ipc-0-sse", ROUNDS, 2, NULL, run_simd_calls };

	if (!row_is_wanted(row.name))
		return true;
	return partner_start(true, simd_main, &partner) && run_simd_calls(4) &&
	       row_measure(&row) && partner_stop(partner);
}

bool bench_machine(void)
{
	return bench_simd();
}
