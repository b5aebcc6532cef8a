/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeping what the boot loader has told.
 */
#include "loader_info.h"

const char *loader_take_string(const struct phys *mem, paddr_t at, struct loader_info *told,
			       struct problem *why)
{
	char *s = &told->strings[told->strings_used];
	u32 room = STRINGS_SIZE - told->strings_used;

	for (u32 n = 0; n < CMDLINE_MAX; n++) {
		if (n == room) {
			problem(why, PROBLEM_STRING, "command lines longer than %u bytes together",
				STRINGS_SIZE);
			return NULL;
		}
		if (!phys_read(mem, at + n, &s[n], 1)) {
			problem(why, PROBLEM_STRING, "command line at %#llx runs out of memory",
				ull(at));
			return NULL;
		}
		if (!s[n]) {
			told->strings_used += n + 1;
			return s;
		}
	}
	problem(why, PROBLEM_STRING, "command line at %#llx does not end within %u bytes", ull(at),
		CMDLINE_MAX);
	return NULL;
}
