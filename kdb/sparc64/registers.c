/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers: of threads, of the kernel where it trapped; and the command for windows.
 */
#include <api/thread.h>
#include <glue/glue.h>
#include <glue/panic.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

#include "windows.h"

static void print_eight(const char *name, const word_t *w)
{
	for (unsigned int i = 0; i < 8; i += 4)
		kdb_printf("%s%u %016lx %016lx %016lx %016lx\n", name, i, w[i], w[i + 1], w[i + 2],
			   w[i + 3]);
}

static void print_window(const struct window *w)
{
	print_eight("l", w->local);
	print_eight("i", w->in);
}

static void print_frame(const struct save_frame *f)
{
	kdb_printf("tpc %016lx tnpc %016lx tstate %010lx y %lx\n", f->tpc, f->tnpc, f->tstate,
		   f->y);
	print_eight("g", f->global);
	print_eight("o", f->out);
}

void kdb_cpu_print_thread(const struct tcb *t)
{
	unsigned int n = windows_of(t);

	kdb_printf("of thread %#lx, trap %#lx, address %#lx, status %#lx:\n", t->id,
		   t->frame.type, t->frame.fault_address, t->frame.fault_status);
	print_frame(&t->frame);
	if (n == 0)
		return;
	print_window(&t->frame.slot[n - 1]);
}

/* Of a panic there is no window. */
void kdb_cpu_print_kernel(const struct save_frame *f)
{
	print_frame(f);
	if (f->slot_end != NULL)
		print_window(&f->slot[0]);
}

/* Where a function begins its window is still that of its caller: the call before tells who. */
void kdb_cpu_print_backtrace(word_t ip, word_t fp)
{
	backtrace_print(ip, fp);
	if (kdb_stop.frame == NULL)
		return;
	kdb_printf("last call from:\n");
	ksyms_print(&kernel_symbols, kdb_stop.frame->out[7]);
}

/* The current window is the last one. */
static void windows(int argc, char **argv)
{
	const struct thread *t = kdb_arg_thread(argc > 1 ? argv[1] : ".");
	unsigned int n;

	if (t == NULL)
		return;
	n = windows_of(&t->tcb);
	for (unsigned int i = n; i-- > 0 && !kdb_is_interrupted();) {
		const struct window *w = &t->tcb.frame.slot[i];

		kdb_printf("%s, %u of %u:\n", i == n - 1 ? "current window" : "older window", i + 1,
			   n);
		print_window(w);
	}
	if (n == 0)
		kdb_printf("no windows\n");
}

KDB_COMMAND(windows, "windows", 0, 1, "[thread]", "its register windows that are not on its stack");
