/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last C code before user mode, and the start values of the registers that all threads share.
 */
#include <glue/glue.h>

#include <api/dispatch.h>
#include <api/port.h>
#include <arch/fpu.h>
#include <arch/segments.h>
#include <arch/space.h>
#include <arch/tlb.h>
#include <generic/cpu.h>

static struct tcb *last;	/* whose trap stack and floating-point unit are set up */
static word_t *gs_word;

void user_gs_word_init(void *page)
{
	gs_word = page;
}

struct tcb *leave_kernel(struct tcb *t)
{
	t = dispatch(t);
	if (t->space_word != arch_loaded_root && t->space_word != 0)
		arch_space_load(t->space_word);
	*gs_word = t->local_id;
	if (t == last)
		return t;
	last = t;
	segments_set_trap_stack(&t->frame + 1);
	fpu_switch(t->fpu);
	return t;
}

void port_fpu_release(struct tcb *t)
{
	fpu_state_free(t);
	/* Its memory may become another thread. */
	if (last == t)
		last = NULL;
}
