/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands for registers and the kernel's stack.
 */
#include <kdb/kdb.h>

#include <api/thread.h>
#include <kdb/cpu.h>

static void registers(int argc, char **argv)
{
	const struct thread *t;

	if (argc == 1 && kdb_stop.frame != NULL && kdb_stop.ip == 0) {
		kdb_printf("of the running program:\n");
		kdb_cpu_print_kernel(kdb_stop.frame);
		return;
	}
	if (argc == 1 && kdb_stop.frame != NULL) {
		kdb_printf("of the kernel, at ");
		kdb_print_code(kdb_stop.ip);
		kdb_printf(":\n");
		kdb_cpu_print_kernel(kdb_stop.frame);
		return;
	}
	t = kdb_arg_thread(argc > 1 ? argv[1] : ".");
	if (t == NULL)
		return;
	kdb_cpu_print_thread(&t->tcb);
}

KDB_COMMAND(registers, "registers", 0, 1, "[thread]",
	    "of the running thread, or of the stopped kernel");

static void show_calls(const char *arg)
{
	struct thread *t = kdb_arg_thread(arg);

	if (t == NULL)
		return;
	if (t->tcb.space == NULL)
		kdb_printf("%s: this thread is in no space\n", arg);
	else
		kdb_cpu_print_calls(&t->tcb);
}

static void show_backtrace(int argc, char **argv)
{
	if (argc > 1)
		show_calls(argv[1]);
	else if (kdb_stop.ip == 0)
		kdb_printf("the kernel was not stopped inside of its own work\n");
	else
		kdb_cpu_print_backtrace(kdb_stop.ip, kdb_stop.fp);
}

KDB_COMMAND(show_backtrace, "backtrace", 0, 1, "[thread]",
	    "calls of the kernel where it stopped, or of a program");
