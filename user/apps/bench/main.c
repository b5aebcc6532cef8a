/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Executes every row of the benchmark, each in batches between markers that an emulator's plugin
 * sees (scripts/bench/plugin). Option rows=name,name,... chooses some of them.
 */
#include <plat.h>
#include <stdio.h>

#include "bench.h"

static bool run(void)
{
	rows_choose();
	touch_image();
	return start_pager() && bench_ipc() && !pager_failed;
}

int main(void)
{
	bool good = run();

	printf("bench: %s\n", good ? "done" : "FAILED");
	plat_exit(good);
}
