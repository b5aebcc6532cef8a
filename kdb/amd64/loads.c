/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Command that shows why page tables were loaded, and what else has made the processor forget
 * translations.
 */
#include <arch/loads.h>
#include <kdb/kdb.h>

static const char *const names[LOADS] = {
	[LOADS_CHANGE] = "changes of the space",
	[LOADS_KEPT] = "  that forget nothing",
	[LOADS_KERNEL] = "to the kernel's own root",
	[LOADS_INSTANT] = "for an instant, to forget",
	[LOADS_SPACE] = "again, to forget",
	[LOADS_IN] = "ways in",
	[LOADS_OUT] = "ways out",
	[LOADS_PAGE] = "pages, by INVPCID",
	[LOADS_NUMBER] = "numbers, by INVPCID",
	[LOADS_ALL] = "everything, by CR4",
};

static void loads(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	for (unsigned int i = 0; i < LOADS; i++)
		kdb_printf("%-26s %10lu\n", names[i], (word_t)table_loads[i]);
}

KDB_COMMAND(loads, "loads", 0, 0, "", "loads of page tables, by why");
