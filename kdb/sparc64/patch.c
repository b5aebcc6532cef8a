/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints: trap instructions in the kernel's code, which it sees as constant, so they are
 * written by physical address. (SPARC-V9 Manual, A.20 on flush)
 */
#include "patch.h"

#include <arch/asi.h>
#include <arch/page.h>
#include <arch/trap.h>
#include <base/attr.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

#define BREAKPOINT	(0x91d02000u | (TRAP_BREAKPOINT - TRAP_SOFTWARE))	/* ta 1 */

/* Code between the trap and the moment when all patches are out: it holds none. */
#define __bare		__section(".text.bare")

static struct patch {
	word_t address;
	u32 instruction;	/* what stood there, while they are in */
} patches[KDB_MAX_BREAKPOINTS];
static unsigned int count;
static bool are_in, are_held;

STATIC_ASSERT(STEP_PLACES <= KDB_MAX_BREAKPOINTS, "the table has room for a step");

static __always_inline void write_code(word_t address, u32 instruction)
{
	__asm__ volatile("stwa %0, [%1] %2\n\t"
			 "membar #Sync\n\t"
			 "flush %3"
			 : : "r"(instruction), "r"(kv_to_paddr((const void *)address)),
			     "i"(ASI_PHYS), "r"(address) : "memory");
}

/* Two may stand at one address: the second one keeps the trap of the first one. */
void __bare patches_put_in(void)
{
	if (are_in)
		return;
	are_in = true;
	for (unsigned int i = 0; i < count; i++) {
		patches[i].instruction = *(const volatile u32 *)patches[i].address;
		write_code(patches[i].address, BREAKPOINT);
	}
}

void __bare patches_take_out(void)
{
	if (!are_in)
		return;
	are_in = false;
	for (unsigned int i = count; i-- > 0;)
		write_code(patches[i].address, patches[i].instruction);
}

void patches_hold(bool hold)
{
	are_held = hold;
}

void patches_replace(const word_t *address, unsigned int n)
{
	patches_take_out();
	for (count = 0; count < n; count++)
		patches[count].address = address[count];
	if (!are_held)
		patches_put_in();
}

void kdb_cpu_set_breakpoints(const word_t *address, unsigned int used)
{
	word_t list[KDB_MAX_BREAKPOINTS];
	unsigned int n = 0;

	for (unsigned int i = 0; i < KDB_MAX_BREAKPOINTS; i++)
		if (used >> i & 1)
			list[n++] = address[i];
	patches_replace(list, n);
}
