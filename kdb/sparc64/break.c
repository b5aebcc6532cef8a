/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor has no registers for breakpoints on execution: there are none. An emulator's or a
 * firmware's debugger has its own.
 */
#include <kdb/cpu.h>
#include <kdb/kdb.h>

unsigned int kdb_cpu_breakpoints(void)
{
	return 0;
}

bool kdb_cpu_may_break(word_t address)
{
	(void)address;
	return true;
}

void kdb_cpu_set_breakpoints(const word_t *address, unsigned int used)
{
	(void)address;
	(void)used;
}

/* Nor can it step by itself. */
bool kdb_cpu_step(void)
{
	kdb_printf("this processor cannot execute a single instruction of the kernel\n");
	return false;
}
