/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * There are no other processors.
 */
#include <kdb/cpu.h>

bool kdb_cpu_stop_others(void)
{
	return false;
}

void kdb_cpu_release_others(void)
{
}
