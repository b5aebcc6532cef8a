/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GS, through which the host's library finds what belongs to its thread: there are two of them.
 */
#define _GNU_SOURCE
#include "host.h"

#include <asm/ldt.h>
#include <sys/syscall.h>
#include <unistd.h>

#define USER_LEVEL	3
#define SELECTOR_SHIFT	3

static unsigned short selectors[2];

int machine_setup(void)
{
	struct user_desc segment = {
		.entry_number = (unsigned int)-1, .base_addr = (unsigned int)&gs_word,
		.limit = 0xfffff, .seg_32bit = 1, .limit_in_pages = 1, .useable = 1,
	};

	__asm__ ("movw %%gs, %0" : "=r" (selectors[0]));
	if (syscall(SYS_set_thread_area, &segment) != 0)
		return 0;
	selectors[1] = (unsigned short)(segment.entry_number << SELECTOR_SHIFT | USER_LEVEL);
	return 1;
}

void machine_enter(int kernel)
{
	__asm__ volatile ("movw %0, %%gs" : : "r" (selectors[kernel]) : "memory");
}
