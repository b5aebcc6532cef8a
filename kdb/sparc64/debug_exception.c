/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints of the kernel that it has met. To go on from one, the kernel executes the instruction
 * there while no breakpoint is in the code, and traps again behind it.
 */
#include "patch.h"

#include <arch/cpureg.h>
#include <arch/frame.h>
#include <base/assert.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

/* How the kernel went on the last time: to breakpoints, or for one instruction. */
static enum { RUNS, PASSES, STEPS } way;

/* Where entry.S puts what it found; slot 0 becomes the window there. */
extern struct save_frame kdb_debug_frame;
struct save_frame kdb_debug_frame;

/* Called by entry.S on the debugger's stack, with all breakpoints out. */
void kdb_kernel_breakpoint(struct save_frame *f);

/* The kernel's locals and ins: it stood in the window below that of entry.S. */
static void take_window(struct save_frame *f)
{
	flush_windows();
	f->slot[0] = *(const struct window *)(f->out[6] + STACK_BIAS);
	f->slot_end = &f->slot[1];
}

void kdb_kernel_breakpoint(struct save_frame *f)
{
	word_t place[STEP_PLACES];
	bool stops;
	int n = way == STEPS ? -1 : kdb_breakpoint_hit(f->tpc, NULL, &stops);

	patches_hold(true);
	take_window(f);
	step_offer(f);
	if (way == STEPS)
		kdb_enter(f, f->tpc, f->out[6], "step, at %#lx in the kernel", f->tpc);
	else if (n >= 0)
		kdb_enter(f, f->tpc, f->out[6], "breakpoint %d in the kernel", n);
	else if (way == PASSES)
		kdb_breakpoints_arm();
	else
		panic("the breakpoint at %#lx is none", f->tpc);
	step_offer(NULL);
	way = step_is_asked_for() ? STEPS : kdb_breakpoint_is_at(f->tpc) ? PASSES : RUNS;
	if (way != RUNS)
		patches_replace(place, step_places(f, place));
	patches_hold(false);
}
