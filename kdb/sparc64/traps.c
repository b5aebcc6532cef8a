/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command for trap types: what brought a thread into the kernel, by name.
 */
#include <api/thread.h>
#include <arch/cpureg.h>
#include <arch/trap.h>
#include <kdb/kdb.h>

/* The traps of system calls. (X.2, SPARC-V9 binding) */
#define TRAP_CALL_FIRST	0x170
#define TRAP_CALL_LAST	0x17b

struct trap_name {
	u16 first, last;
	const char *name;
};

/* (SPARC-V9 Manual, table 14; UltraSPARC User's Manual, table 6) */
static const struct trap_name names[] = {
	{ 0x000, 0x000, "none yet" },
	{ TRAP_INSTRUCTION_ACCESS, TRAP_INSTRUCTION_ACCESS, "instruction_access_exception" },
	{ 0x00a, 0x00a, "instruction_access_error" },
	{ 0x010, 0x010, "illegal_instruction" },
	{ 0x011, 0x011, "privileged_opcode" },
	{ 0x020, 0x020, "fp_disabled" },
	{ 0x021, 0x021, "fp_exception_ieee_754" },
	{ 0x022, 0x022, "fp_exception_other" },
	{ 0x023, 0x023, "tag_overflow" },
	{ TRAP_CLEAN_WINDOW, TRAP_CLEAN_WINDOW + 3, "clean_window" },
	{ TRAP_DIVISION_BY_ZERO, TRAP_DIVISION_BY_ZERO, "division_by_zero" },
	{ TRAP_DATA_ACCESS, TRAP_DATA_ACCESS, "data_access_exception" },
	{ TRAP_DATA_ERROR, TRAP_DATA_ERROR, "data_access_error" },
	{ TRAP_ALIGNMENT, TRAP_ALIGNMENT, "mem_address_not_aligned" },
	{ 0x035, 0x035, "LDDF_mem_address_not_aligned" },
	{ 0x036, 0x036, "STDF_mem_address_not_aligned" },
	{ 0x037, 0x037, "privileged_action" },
	{ TRAP_INTERRUPT_LEVEL + 1, TRAP_INTERRUPT_LEVEL + PIL_MAX, "interrupt_level" },
	{ TRAP_INTERRUPT_VECTOR, TRAP_INTERRUPT_VECTOR, "interrupt_vector" },
	{ TRAP_IMISS, TRAP_IMISS + 3, "fast_instruction_access_MMU_miss" },
	{ TRAP_DMISS, TRAP_DMISS + 3, "fast_data_access_MMU_miss" },
	{ TRAP_DPROT, TRAP_DPROT + 3, "fast_data_access_protection" },
	{ TRAP_CALL_FIRST, TRAP_CALL_LAST, "system call" },
	{ TRAP_KDEBUG_PUTC, TRAP_KDEBUG_ENTER, "debugger" },
	{ TRAP_SOFTWARE, TRAP_TYPES - 1, "trap_instruction" },
};

static const char *name_of(unsigned int type)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (type >= names[i].first && type <= names[i].last)
			return names[i].name;
	return "unknown";
}

static void print_trap(const struct tcb *t)
{
	const char *where = t->frame.type & TRAP_IN_SPILL ? ", in a spill" :
			    t->frame.type & TRAP_IN_FILL ? ", in a fill" : "";

	kdb_printf("%#lx: %#05x %s%s, address %#lx, status %#lx\n", t->id,
		   (unsigned int)t->frame.type & TRAP_TYPE_MASK,
		   name_of((unsigned int)t->frame.type & TRAP_TYPE_MASK), where,
		   t->frame.fault_address, t->frame.fault_status);
}

static void traps(int argc, char **argv)
{
	const struct thread *t;
	word_t number = 0;

	if (argc > 1) {
		t = kdb_arg_thread(argv[1]);
		if (t != NULL)
			print_trap(&t->tcb);
		return;
	}
	while ((t = kdb_next_thread(&number)) != NULL && !kdb_is_interrupted())
		if (t->tcb.space != NULL)
			print_trap(&t->tcb);
}

KDB_COMMAND(traps, "traps", 0, 1, "[thread]", "what brought threads into the kernel the last time");
