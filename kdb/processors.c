/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command for the processors: which one the others are about.
 */
#include <kdb/kdb.h>

#include <generic/cpu.h>
#include <kdb/cpu.h>

/* Where the processor that was in the kernel when the debugger was entered is. */
static const struct kdb_stop *own(void)
{
	static struct kdb_stop stop;

	if (kdb_stop.cpu == this_cpu())
		stop = kdb_stop;
	return &stop;
}

static void select(unsigned int i)
{
	if (cpus[i] == kdb_stop.cpu)
		return;
	if (cpus[i] == this_cpu()) {
		kdb_stop = *own();
		return;
	}
	(void)own();
	kdb_stop.cpu = cpus[i];
	kdb_stop.frame = kdb_cpu_stopped(cpus[i], &kdb_stop.ip, &kdb_stop.fp);
}

static void show(unsigned int i)
{
	const struct cpu *c = cpus[i];
	word_t ip = 0, fp;

	kdb_printf("%c %*u: thread %#lx%s, ", c == kdb_stop.cpu ? '>' : ' ', ncpus > 100 ? 3 : 2, i,
		   c->current->id, c->current == c->idle ? " (idle)" : "");
	if (c == this_cpu()) {
		kdb_printf("runs the debugger\n");
	} else if (kdb_cpu_stopped(c, &ip, &fp) == NULL) {
		kdb_printf("did not stop\n");
	} else if (ip == 0) {
		kdb_printf("in its program\n");
	} else {
		kdb_printf("at ");
		kdb_print_code(ip);
		kdb_printf("\n");
	}
}

/* As the list has it: decimal digits. ncpus: there is none of that name. */
static unsigned int number_of(const char *arg)
{
	unsigned int n = *arg != '\0' ? 0 : ncpus;

	for (; *arg != '\0' && n < ncpus; arg++)
		n = *arg >= '0' && *arg <= '9' ? 10 * n + (unsigned int)(*arg - '0') : ncpus;
	return MIN(n, ncpus);
}

static void processor(int argc, char **argv)
{
	if (argc > 1) {
		unsigned int n = number_of(argv[1]);

		if (n == ncpus) {
			kdb_printf("%s: there are %u processors\n", argv[1], ncpus);
			return;
		}
		select(n);
	}
	for (unsigned int i = 0; i < ncpus && !kdb_is_interrupted(); i++)
		show(i);
}

KDB_COMMAND(processor, "cpu", 0, 1, "[number]",
	    "the processors, and which one other commands are about");
