/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints on execution, of the kernel or of programs. While the debugger runs none is armed.
 */
#include <kdb/kdb.h>

#include <kdb/cpu.h>

struct kdb_breakpoint kdb_breakpoints[KDB_MAX_BREAKPOINTS];

static int find(word_t ip, const struct space *s)
{
	const struct kdb_breakpoint *table = kdb_breakpoints;

	for (unsigned int i = 0; i < kdb_cpu_breakpoints(); i++)
		if (table[i].is_used && table[i].address == ip &&
		    (table[i].space == NULL || table[i].space == s))
			return (int)i;
	return -1;
}

bool kdb_breakpoint_is_at(word_t ip)
{
	for (unsigned int i = 0; i < kdb_cpu_breakpoints(); i++)
		if (kdb_breakpoints[i].is_used && kdb_breakpoints[i].address == ip)
			return true;
	return false;
}

int kdb_breakpoint_hit(word_t ip, const struct space *s, bool *stops)
{
	int n = find(ip, s);

	if (n < 0)
		return -1;
	*stops = kdb_cpu_stop_others();
	/* While this processor waited for its turn it may have been removed. */
	n = find(ip, s);
	if (n >= 0)
		kdb_breakpoints[n].hits++;
	else if (*stops)
		kdb_cpu_release_others();
	return n;
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
