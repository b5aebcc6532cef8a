/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Executes every row of the benchmark, each in batches between markers that an emulator's plugin
 * sees (scripts/bench/plugin). Option rows=name,name,... chooses some of them; limit=threads or
 * limit=mappings finds out how many of these fit into kernel memory instead, ratio=1 how much more
 * two processors do than one, pairs=1 what two that do the same have in common, flood=1 how much
 * one can take from the other.
 */
#include <plat.h>
#include <stdio.h>

#include "bench.h"

static bool run(void)
{
	char what[16];

	rows_choose();
	take_exit_port();
	if (!start_pager())
		return false;
	if (plat_option("limit", what, sizeof(what)))
		return limit_of(what);
	if (plat_option("ratio", what, sizeof(what)))
		return bench_ratio();
	if (plat_option("pairs", what, sizeof(what)))
		return bench_pairs();
	if (plat_option("flood", what, sizeof(what)))
		return bench_flood();
	return bench_ipc() && bench_calls() && bench_faults() && bench_memory() &&
	       bench_strings() && bench_interrupt() && bench_machine() && bench_time() &&
	       bench_processors() && !pager_failed;
}

int main(void)
{
	bool good = run();

	printf("bench: %s\n", good ? "done" : "FAILED");
	plat_exit(good);
}
