/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about IPC between word sizes: this program, and a few instructions of 32 bits in a space of
 * such words.
 */
#include <l4/types.h>
#include <l4/syscalls.h>
#include <l4/thread.h>

#include <stdio.h>

#include "../bench.h"

#define VERSION_BITS	14	/* of ids of 32-bit programs; the number is above */

void answer_loop_32bit(void);
/* Whom the partner answers, as a 32-bit program names it. */
extern unsigned int mixed_partner;

unsigned int mixed_partner;

bool bench_mixed(void)
{
	static const unsigned int lengths[] = { 0, 2, 8 };
	L4_ThreadId_t partner;
	unsigned int i;
	char name[32];

	mixed_partner = (unsigned int)(L4_ThreadNo(main_thread) << VERSION_BITS |
				       L4_Version(main_thread));
	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		snprintf(name, sizeof(name), "ipc-mixed-%u", lengths[i]);
		if (!row_is_wanted(name))
			continue;
		if (!partner_start_32bit(answer_loop_32bit, &partner))
			return false;
		if (!measure_plain_calls(name, partner, lengths[i]) || !partner_stop(partner))
			return false;
	}
	return true;
}
