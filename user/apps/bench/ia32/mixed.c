/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about IPC between word sizes: 64-bit programs have them.
 */
#include "../bench.h"

bool bench_mixed(void)
{
	return true;
}
