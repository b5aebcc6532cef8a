/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints on execution, of the kernel or of programs. While the debugger runs none is armed.
 */
#include <kdb/kdb.h>

#include <kdb/cpu.h>

struct kdb_breakpoint kdb_breakpoints[KDB_MAX_BREAKPOINTS];

int kdb_breakpoint_at(word_t ip, const struct space *s, bool *is_meant)
{
	struct kdb_breakpoint *table = kdb_breakpoints;
	int found = -1;

	*is_meant = false;
	for (unsigned int i = 0; i < kdb_cpu_breakpoints(); i++) {
		if (!table[i].is_used || table[i].address != ip)
			continue;
		found = (int)i;
		if (table[i].space == NULL || table[i].space == s) {
			*is_meant = true;
			table[i].hits++;
			break;
		}
	}
	return found;
}

void kdb_breakpoints_arm(void)
{
	word_t address[KDB_MAX_BREAKPOINTS];
	unsigned int used = 0;

	for (unsigned int i = 0; i < kdb_cpu_breakpoints(); i++) {
		address[i] = kdb_breakpoints[i].address;
		used |= kdb_breakpoints[i].is_used ? 1u << i : 0;
	}
	kdb_cpu_set_breakpoints(address, used);
}

void kdb_breakpoints_disarm(void)
{
	kdb_cpu_set_breakpoints(NULL, 0);
}
