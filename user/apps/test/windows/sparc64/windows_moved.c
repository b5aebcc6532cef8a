/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads in deep calls that are halted, sent elsewhere, deleted.
 */
#include "chain.h"

/* It goes on with its loop, on the stack that it began with. */
static void go_home(struct helper *h)
{
	struct exregs r = { .ip = (L4_Word_t)helper_main, .sp = stack_of(h->id) };

	exregs(h->id, L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP |
	       L4_EXREGS_SET_SP | L4_EXREGS_HALT_VALID, &r);
	/* Windows of the old calls are still spilled to where they belong. */
	tap_check_eq(serve_stack(h, helper_finish(h), NULL), DONE);
}

static L4_Word_t bottom_wait(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	(void)L4_Receive(L4_Myself());
	return 0;
}

static L4_Word_t bottom_self(L4_Word_t sp, L4_Word_t b, L4_Word_t c)
{
	struct exregs r = { .ip = (L4_Word_t)helper_main, .sp = sp };

	(void)b;
	(void)c;
	exregs(L4_Myself(), L4_EXREGS_SET_IP | L4_EXREGS_SET_SP, &r);
	return 1;
}

TAP_TEST(windows, moved_waiting, "WIN-11 a thread that waits in deep calls gets a new SP and IP")
{
	struct helper *h = helper_there();
	unsigned int depth;

	give_stack(h);
	for (depth = 0; depth < 2 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		helper_start(h, chain_run, chain(0, STACK_TOP, depth, bottom_wait, 0), 0, 0);
		settle();
		go_home(h);
		check_chain(h, chain(0, STACK_TOP, DEEP, bottom_fresh, 0));
	}
}

TAP_TEST(windows, moved_running, "WIN-11 the same for one that was preempted, and by itself")
{
	struct helper *h = helper_there();
	unsigned int depth;

	give_stack(h);
	for (depth = 0; depth < 2 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		helper_start(h, chain_run, chain(0, STACK_TOP, depth, (helper_fn *)spin, 0), 0, 0);
		L4_Sleep(L4_TimePeriod(200));
		go_home(h);
		check_chain(h, chain(0, STACK_TOP, DEEP, bottom_fresh, 0));
		(void)helper_run(h, chain_run, chain(0, STACK_TOP, depth, bottom_self,
						     stack_of(h->id)), 0, 0);
		check_chain(h, chain(0, STACK_TOP, DEEP, bottom_fresh, 0));
	}
}

TAP_TEST(windows, moved_faulting, "WIN-11 the same for one that faults in a spill")
{
	struct helper *h = helper_there();
	enum outcome outcome;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		tap_context("round %u", i);
		take_stack();
		outcome = helper_run(h, chain_run, chain(0, STACK_TOP, DEEP, work_nothing, 0), 0,
				     0);
		tap_check_eq(outcome, PAGE_FAULT);
		tap_check_eq(exregs_read(h->id).ip, (L4_Word_t)chain_save);
		go_home(h);
		check_chain(h, chain(0, STACK_TOP, DEEP, bottom_fresh, 0));
	}
}

TAP_TEST(windows, halted, "WIN-11 a thread that is halted and resumed in deep calls")
{
	struct helper *h = helper_there();
	unsigned int depth, i;

	give_stack(h);
	for (depth = 0; depth < 2 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		helper_start(h, chain_run, chain(0, STACK_TOP, depth, bottom_tell, 0), 0, 0);
		for (i = 0; i < 3; i++) {
			(void)exregs_control(h->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
			L4_Sleep(L4_TimePeriod(100));
			(void)exregs_control(h->id, L4_EXREGS_HALT_VALID);
		}
		if (!is_at_bottom(h, helper_finish(h)))
			return;
		leave_bottom(h);
		tap_check_eq(helper_finish(h), DONE);
		tap_check_eq(h->value, 0);
	}
}

TAP_TEST(windows, deleted, "WIN-12 a thread deleted in deep calls leaves no window to another one")
{
	unsigned int depth;
	struct helper *h;

	for (depth = 0; depth < 2 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		h = helper_there();
		give_stack(h);
		helper_start(h, chain_run, chain(0, STACK_TOP, depth, depth & 1 ? bottom_wait :
						 (helper_fn *)spin, 0), 0, 0);
		L4_Sleep(L4_TimePeriod(100));
		helper_forget(h);
		h = helper_there();
		tap_check_eq(helper_call(h, bottom_fresh, 0, 0, 0), 0);
		helper_forget(h);
	}
}
