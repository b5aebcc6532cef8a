/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that set, list and remove breakpoints.
 */
#include <kdb/kdb.h>

#include <api/space.h>
#include <kdb/cpu.h>

static void print_breakpoint(unsigned int i)
{
	kdb_printf("  %u at ", i);
	kdb_print_code(kdb_breakpoints[i].address);
	if (kdb_breakpoints[i].space != NULL)
		kdb_printf(" in space %#lx", (word_t)kdb_breakpoints[i].space);
	kdb_printf(", %lu hits\n", kdb_breakpoints[i].hits);
}

static void list(void)
{
	bool any = false;

	for (unsigned int i = 0; i < kdb_cpu_breakpoints(); i++) {
		if (kdb_breakpoints[i].is_used) {
			print_breakpoint(i);
			any = true;
		}
	}
	if (!any)
		kdb_printf("no breakpoints\n");
}

static bool is_possible(word_t address, const struct space *s)
{
	if (kdb_cpu_is_kernel_address(address)) {
		if (kdb_cpu_kernel_readable(address) != 0)
			return kdb_cpu_may_break(address);
		kdb_printf("%#lx: the kernel has nothing there\n", address);
		return false;
	}
	if (address < (s != NULL ? s->pt.end : ARCH_USER_END))
		return kdb_cpu_may_break(address);
	kdb_printf("%#lx: neither an address of the kernel nor of a %sprogram\n", address,
		   s != NULL && space_is_compat(s) ? "32-bit " : "");
	return false;
}

static void set(int argc, char **argv)
{
	const struct space *s = NULL;
	word_t address;
	unsigned int i = 0;

	if (argc == 1) {
		list();
		return;
	}
	if (!kdb_arg_number(argv[1], &address))
		return;
	if (argc > 2) {
		s = kdb_arg_space(argv[2]);
		if (s == NULL)
			return;
	}
	if (!is_possible(address, s))
		return;
	while (i < kdb_cpu_breakpoints() && kdb_breakpoints[i].is_used)
		i++;
	if (i == kdb_cpu_breakpoints()) {
		kdb_printf("all %u breakpoints are in use\n", i);
		return;
	}
	kdb_breakpoints[i] = (struct kdb_breakpoint){
		.address = address, .space = s, .is_used = true,
	};
	print_breakpoint(i);
}

KDB_COMMAND(set, "break", 0, 2, "[address [space]]", "stop where this is executed; or list");

static void clear(int argc, char **argv)
{
	word_t n;

	(void)argc;
	if (!kdb_arg_number(argv[1], &n))
		return;
	if (n >= kdb_cpu_breakpoints() || !kdb_breakpoints[n].is_used)
		kdb_printf("%s: no such breakpoint\n", argv[1]);
	else
		kdb_breakpoints[n].is_used = false;
}

KDB_COMMAND(clear, "clear", 1, 1, "number", "remove a breakpoint");
