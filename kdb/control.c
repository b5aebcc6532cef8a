/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that explain, go on, or end the machine.
 */
#include <kdb/kdb.h>

#include <generic/cpu.h>
#include <lib/string.h>
#include <kdb/cpu.h>

static void help(int argc, char **argv)
{
	bool found = false;

	for (const struct kdb_command *const *p = kdb_commands_start; p < kdb_commands_end; p++) {
		const struct kdb_command *c = *p;

		if (argc == 1 && kdb_is_interrupted())
			return;
		if (argc == 1 || strcmp(argv[1], c->name) == 0) {
			kdb_printf("%-9s %-22s  %s\n", c->name, c->args, c->help);
			found = true;
		}
	}
	if (!found)
		kdb_printf("%s: no such command\n", argv[1]);
	else if (argc == 1)
		kdb_printf("Numbers are hexadecimal, those of processors decimal. A thread is\n"
			   "an id, a thread number, or . for the running one; a space is its\n"
			   "address or one of its threads; an address may be the name of a\n"
			   "function. Commands may be shortened; ^C ends output.\n");
}

KDB_COMMAND(help, "help", 0, 1, "[command]", "this text");

static void go_on(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (kdb_stop.is_panic)
		kdb_printf("not after a panic; there are reboot, poweroff and exit\n");
	else
		kdb_leave();
}

KDB_COMMAND(go_on, "continue", 0, 0, "", "leave the debugger, the machine runs on");

static void step(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (kdb_cpu_step())
		kdb_leave();
}

KDB_COMMAND(step, "step", 0, 0, "", "one instruction of the kernel, behind a breakpoint there");

static void halt(int argc, char **argv)
{
	struct tcb *t = this_cpu()->current;

	if (kdb_stop.cpu != this_cpu() || t == NULL || t->space == NULL || kdb_stop.is_panic) {
		kdb_printf("no thread to halt\n");
		return;
	}
	attention_raise(t, ATTENTION_HALT);
	go_on(argc, argv);
}

KDB_COMMAND(halt, "halt", 0, 0, "", "go on, but the running thread stays where it is");

static void reboot(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	kdb_cpu_reboot();
	kdb_printf("the machine does not reboot\n");
}

KDB_COMMAND(reboot, "reboot", 0, 0, "", "reset the machine");

static void power_off(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	kdb_cpu_power_off();
	kdb_printf("the machine cannot be switched off\n");
}

KDB_COMMAND(power_off, "poweroff", 0, 0, "", "switch the machine off");

static void end_run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	kdb_printf(kdb_cpu_exit() ? "the run does not end\n"
				  : "no debug-exit port is configured\n");
}

KDB_COMMAND(end_run, "exit", 0, 0, "", "end the emulator with success");
