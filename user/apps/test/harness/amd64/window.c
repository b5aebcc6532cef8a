/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which pages of the kernel's window programs may read: see <arch/window.h> of the kernel.
 */
#include "window.h"

#include <l4/kip.h>
#include <l4/thread.h>

#include "processors.h"
#include "test.h"

/* Several processors, in groups: pages of the kernel, then one for each to read. */
#define GROUPS_START	3
#define GROUP		8
#define GROUP_PAGES	27
#define GROUP_READABLE	19

static bool is_for_several(void)
{
	static enum { UNKNOWN, ONE, SEVERAL } kind;

	if (kind == UNKNOWN)
		kind = can_read(helper_here(), WINDOW) ? ONE : SEVERAL;
	return kind == SEVERAL;
}

static unsigned int page_of(unsigned int processor)
{
	return GROUPS_START + processor / GROUP * GROUP_PAGES + GROUP_READABLE + processor % GROUP;
}

L4_Word_t window_gs_of(unsigned int processor)
{
	if (!is_for_several())
		return WINDOW;
	return WINDOW + page_of(processor) * page_size;
}

L4_Word_t window_gs(void)
{
	return window_gs_of((unsigned int)L4_ProcessorNo());
}

bool window_is_readable(unsigned int i)
{
	unsigned int n;

	if (i == 1 || i == 2)
		return true;
	if (!is_for_several())
		return i == 0;
	for (n = 0; n < machine_processors(); n++)
		if (i == page_of(n))
			return true;
	return false;
}
