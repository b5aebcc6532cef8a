/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a breakpoint may be set.
 */
#include <glue/glue.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

extern char kdb_debug_entry[], kdb_debug_entry_end[];

static bool is_inside(word_t address, const char *start, const char *end)
{
	return address >= (word_t)start && address < (word_t)end;
}

#ifdef CONFIG_HARDEN_TABLES
#define IS_IN_PASSAGE(address)	is_inside(address, passage_start, passage_end)
#else
#define IS_IN_PASSAGE(address)	false
#endif

bool kdb_cpu_may_break(word_t address)
{
	if (!is_inside(address, kdb_debug_entry, kdb_debug_entry_end) &&
	    !IS_IN_PASSAGE(address) &&
	    !is_inside(address, debug_entry, debug_entry_end) &&
	    !is_inside(address, vector_stubs + VECTOR_STUB_BYTES * VECTOR_DEBUG,
		       vector_stubs + VECTOR_STUB_BYTES * (VECTOR_DEBUG + 1)))
		return true;
	kdb_printf("%#lx: part of the way into the debugger\n", address);
	return false;
}
