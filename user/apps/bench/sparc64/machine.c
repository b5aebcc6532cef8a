/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor's side of markers. A marker is a SETHI to the zero register with a number that
 * nobody else uses (scripts/bench/plugin/opcode_sparc64.c): without a plugin it does nothing.
 */
#include <l4/types.h>
#include <l4/sigma0.h>
#include <l4/space.h>

#include "../bench.h"
#include "mmu.h"

#define POWER_PAGE	0x1fe02006000ul

#define MARKER(number)	__asm__ volatile (".word 0x012b4600 + " #number : : : "memory")

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

const bool can_halt = false;

/* There is one processor. */
void take_turn(void)
{
}

/* It is the register that switches the machine off. */
void take_exit_port(void)
{
	(void)L4_Sigma0_GetPage(L4_nilthread, L4_FpageLog2(POWER_PAGE, PAGE_LOG2));
}

bool bench_machine(void)
{
	bench_mmu();
	return true;
}

/* There is one word size. */
bool bench_mixed(void)
{
	return true;
}
