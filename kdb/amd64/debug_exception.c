/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions of the debug registers. A breakpoint strikes before its instruction; the resume flag
 * in the saved flags lets that instruction pass when the debugger goes on.
 * (AMD64 manual, volume 2, section 13.1)
 */
#include <kdb/hooks.h>

#include <api/thread.h>
#include <arch/cpureg.h>
#include <arch/frame.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

#include "debug_regs.h"
#include "step.h"

#define DR6_NOTHING	0xffff0ff0ul	/* bits that are always set */
#define DR6_STEP	0x4000ul

#define DR6_BREAKPOINTS	0xful

/* No breakpoint has this number. */
#define STEPPED		KDB_MAX_BREAKPOINTS

/*
 * Called by entry.S, in this order: on the stack of #DB, which breakpoint it is (-1: go on; else
 * the others are stopped); on the debugger's stack, the commands; on the first one, they go on.
 */
int kdb_kernel_breakpoint(struct save_frame *f);
void kdb_kernel_commands(struct save_frame *f, int n);
void kdb_kernel_go_on(void);

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
	u64 dr6 = take_dr6();
	bool stops;
	int n;

	/* A single step that ends at a breakpoint: the breakpoint strikes when it is over. */
	if (dr6 & DR6_STEP)
		return false;
	/* One of the kernel, on the way here, has cleared the register. */
	if (!(dr6 & DR6_BREAKPOINTS) && !kdb_breakpoint_is_at(me->frame.rip))
		return false;
	me->frame.rflags |= RFLAGS_RF;
	n = kdb_breakpoint_hit(me->frame.rip, me->space, &stops);
	if (n < 0)
		return true;
	kdb_enter(NULL, 0, 0, "breakpoint %d, thread %#lx at %#lx", n, me->id, me->frame.rip);
	if (stops)
		kdb_cpu_release_others();
	return true;
}

/* The debugger's stack is one for all processors: it is free when the others are stopped. */
static bool stops;

int kdb_kernel_breakpoint(struct save_frame *f)
{
	u64 dr6 = take_dr6();
	int n;

	/* The frame lies on the stack of #DB: no other one until it is left. */
	debug_regs_hold(true);
	/* Users can cause a single step here, by a blocked trap in front of SYSCALL: nothing. */
	if (dr6 & DR6_STEP)
		n = step_end(f) ? STEPPED : -1;
	else
		n = kdb_breakpoint_hit(f->rip, NULL, &stops);
	if (n >= 0 || !(dr6 & DR6_STEP))
		f->rflags |= RFLAGS_RF;
	if (n < 0)
		debug_regs_hold(false);
	return n;
}

void kdb_kernel_commands(struct save_frame *f, int n)
{
	step_offer(f);
	if (n == STEPPED)
		kdb_enter(f, f->rip, f->rbp, "step, at %#lx in the kernel", f->rip);
	else
		kdb_enter(f, f->rip, f->rbp, "breakpoint %d in the kernel", n);
	step_offer(NULL);
	if (step_is_on())
		kdb_breakpoints_disarm();
}

void kdb_kernel_go_on(void)
{
	if (stops && !step_is_on())
		kdb_cpu_release_others();
	debug_regs_hold(false);
}
