/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One interruption at a chosen access.
 */
#include "meanwhile.h"

#include <generic/lock.h>

static void (*happens)(void);
static unsigned long left;

static bool is_given(const struct lock *l)
{
	return l->next != l->turn;
}

static void at_shared_word(void)
{
	unsigned int me = this_cpu()->number;

	if (me != 0 || is_given(&mapdb_lock) || is_given(&kmem_lock) || --left > 0)
		return;
	host_shared_hook = NULL;
	happens();
	on(me);
}

void meanwhile_begin(unsigned long n, void (*what)(void))
{
	assert_int_equal(this_cpu()->number, 0);
	left = n;
	happens = what;
	host_shared_hook = at_shared_word;
}

bool meanwhile_end(void)
{
	host_shared_hook = NULL;
	return left == 0;
}
