/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers as a panic shows them too.
 */
#include <generic/tcb.h>
#include <glue/panic.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

void kdb_cpu_print_thread(const struct tcb *t)
{
	kdb_printf("of thread %#lx, vector %#lx, error %#lx:\n", t->id, t->frame.vector,
		   t->frame.error);
	frame_print(&t->frame);
}

void kdb_cpu_print_kernel(const struct save_frame *f)
{
	frame_print(f);
	control_print();
}

void kdb_cpu_print_backtrace(word_t ip, word_t fp)
{
	backtrace_print(ip, fp);
}
