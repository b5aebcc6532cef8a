/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a breakpoint may be set. One in a program would stand in a page that other spaces may have
 * too, that may be data for one of them, and that may be somebody else's before it is taken out.
 */
#include "patch.h"

#include <kdb/cpu.h>
#include <kdb/kdb.h>

extern char image_text[], image_bare_end[], image_text_end[];

unsigned int kdb_cpu_breakpoints(void)
{
	return KDB_MAX_BREAKPOINTS;
}

bool kdb_is_bare_code(word_t address)
{
	return address >= (word_t)image_text && address < (word_t)image_bare_end;
}

bool kdb_cpu_may_break(word_t address)
{
	if (!kdb_cpu_is_kernel_address(address))
		kdb_printf("%#lx: this processor has breakpoints of the kernel only\n", address);
	else if (address % sizeof(u32) != 0 || address < (word_t)image_text ||
		 address >= (word_t)image_text_end)
		kdb_printf("%#lx: no instruction of the kernel\n", address);
	else if (kdb_is_bare_code(address))
		kdb_printf("%#lx: part of the way into the kernel, or into the debugger\n",
			   address);
	else
		return true;
	return false;
}
