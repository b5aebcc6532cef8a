/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints in the debug registers. A breakpoint strikes before its instruction; the resume flag
 * in the saved flags lets that instruction pass when the debugger goes on.
 * (AMD64 manual, volume 2, section 13.1)
 */
#include <kdb/hooks.h>

#include <api/thread.h>
#include <arch/cpureg.h>
#include <arch/frame.h>
#include <glue/glue.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

#define BREAKPOINTS	4

#define DR6_NOTHING	0xffff0ff0ul	/* bits that are always set */
#define DR6_STEP	0x4000ul
#define DR7_FIXED	0x400ul
#define DR7_GLOBAL(n)	(2ul << (2 * (n)))	/* type and length 0: one byte executed */

STATIC_ASSERT(BREAKPOINTS <= KDB_MAX_BREAKPOINTS, "the table of breakpoints is large enough");

/* Called by entry.S, which loads kdb_dr7 when it returns. */
void kdb_kernel_debug_exception(struct save_frame *f);
extern u64 kdb_dr7;
extern char kdb_debug_entry[], kdb_debug_entry_end[];

u64 kdb_dr7 = DR7_FIXED;

/* The frame of a stopped kernel lies on the stack of #DB: no other one until it is left. */
static bool is_kernel_stopped;

unsigned int kdb_cpu_breakpoints(void)
{
	return BREAKPOINTS;
}

static bool is_inside(word_t address, const char *start, const char *end)
{
	return address >= (word_t)start && address < (word_t)end;
}

bool kdb_cpu_may_break(word_t address)
{
	return !is_inside(address, kdb_debug_entry, kdb_debug_entry_end) &&
	       !is_inside(address, debug_entry, debug_entry_end) &&
	       !is_inside(address, vector_stubs + VECTOR_STUB_BYTES * VECTOR_DEBUG,
			  vector_stubs + VECTOR_STUB_BYTES * (VECTOR_DEBUG + 1));
}

void kdb_cpu_set_breakpoints(const word_t *address, unsigned int used)
{
	u64 dr7 = DR7_FIXED;

	__asm__ volatile("movq %0, %%dr7" : : "r"(dr7) : "memory");
	for (unsigned int i = 0; i < BREAKPOINTS && used != 0; i++)
		dr7 |= used >> i & 1 ? DR7_GLOBAL(i) : 0;
	if (used != 0)
		__asm__ volatile("movq %0, %%dr0\n\t"
				 "movq %1, %%dr1\n\t"
				 "movq %2, %%dr2\n\t"
				 "movq %3, %%dr3\n\t"
				 : : "r"(used & 1 ? address[0] : 0),
				     "r"(used & 2 ? address[1] : 0),
				     "r"(used & 4 ? address[2] : 0),
				     "r"(used & 8 ? address[3] : 0));
	kdb_dr7 = dr7;
	if (!is_kernel_stopped)
		__asm__ volatile("movq %0, %%dr7" : : "r"(dr7) : "memory");
}

/* What raised the exception; the register has to be cleared by hand. */
static u64 take_dr6(void)
{
	u64 dr6;

	__asm__ volatile("movq %%dr6, %0" : "=r"(dr6));
	__asm__ volatile("movq %0, %%dr6" : : "r"(DR6_NOTHING));
	return dr6;
}

bool kdb_user_debug_exception(struct tcb *me)
{
	bool is_meant;
	int n;

	/* A single step that ends at a breakpoint: the breakpoint strikes when it is over. */
	if (take_dr6() & DR6_STEP)
		return false;
	n = kdb_breakpoint_at(me->frame.rip, me->space, &is_meant);
	if (n < 0)
		return false;
	me->frame.rflags |= RFLAGS_RF;
	if (is_meant)
		kdb_enter(NULL, 0, 0, "breakpoint %d, thread %#lx at %#lx", n, me->id,
			  me->frame.rip);
	return true;
}

void kdb_kernel_debug_exception(struct save_frame *f)
{
	u64 dr6 = take_dr6();
	bool is_meant;
	int n;

	/* Users can cause a single step here, by a blocked trap in front of SYSCALL: nothing. */
	if (dr6 & DR6_STEP)
		return;
	n = kdb_breakpoint_at(f->rip, NULL, &is_meant);
	if (n < 0)
		return;
	f->rflags |= RFLAGS_RF;
	if (!is_meant)
		return;
	is_kernel_stopped = true;
	kdb_enter(f, f->rip, f->rbp, "breakpoint %d in the kernel", n);
	is_kernel_stopped = false;
}
