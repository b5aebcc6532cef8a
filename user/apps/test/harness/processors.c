/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * On which processors the threads of a test run. The main thread stays on the first one.
 */
#include "processors.h"

#include <plat.h>
#include <string.h>

#include "test.h"

unsigned int processors = 1;

static bool are_together;	/* the helpers of the running test, with the main thread */
static unsigned int last;	/* where a helper was placed */

void processors_setup(void)
{
	L4_Word_t there = machine_processors(), number = there;
	char value[8];

	if (!plat_option("cpus", value, sizeof(value)))
		return;
	if (strcmp(value, "all") != 0 && !plat_option_number("cpus", &number))
		number = 0;
	if (number >= 1 && number <= there)
		processors = (unsigned int)number;
	else
		tap_bail_out("cpus=%s: neither all nor a number up to %lu", value, there);
}

void processors_begin_test(void)
{
	are_together = false;
	last = 0;
}

void helpers_together(void)
{
	are_together = true;
}

void place_at(L4_ThreadId_t id, unsigned int processor)
{
	if (L4_Set_ProcessorNo(id, processor) == L4_SCHEDRESULT_ERROR)
		tap_fail("thread %#lx cannot be placed on processor %u: %s", id.raw, processor,
			 L4_ErrorCode_String(L4_ErrorCode()));
}

unsigned int place(L4_ThreadId_t id)
{
	if (processors == 1 || are_together)
		return 0;
	last = (last + 1) % processors;
	if (last != 0)
		place_at(id, last);
	return last;
}

L4_Word_t x_bit(const struct helper *from, const struct helper *to)
{
	unsigned int a = from != NULL ? from->processor : 0;
	unsigned int b = to != NULL ? to->processor : 0;

	return a != b ? L4_TAG_XCPU : 0;
}
