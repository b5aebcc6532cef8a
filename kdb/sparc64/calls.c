/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The calls of a program: its windows tell of them, first those that the kernel keeps for the
 * thread, then those on its stack.
 */
#include <api/port.h>
#include <generic/tcb.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

#include "windows.h"

#define MAX_CALLS	24

void kdb_cpu_print_calls(struct tcb *t)
{
	unsigned int n = windows_of(t);
	struct window w = { .in = { 0 } };

	kdb_printf("  %#018lx\n", port_user_ip(t));
	for (unsigned int i = 0; i < MAX_CALLS && !kdb_is_interrupted(); i++) {
		word_t fp = w.in[6];

		if (n > 0)
			w = t->frame.slot[--n];
		else if (i == 0 || fp == 0 ||
			 kdb_read_user(t->space, &w, fp + STACK_BIAS, sizeof(w)) != sizeof(w))
			return;
		if (w.in[7] == 0)
			return;
		/* Of the call instruction. */
		kdb_printf("  %#018lx\n", w.in[7]);
	}
}
