/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point state belongs to its thread.
 */
#include "fpu.h"

#define ROUNDS		50

/* Keeps its values over many switches to the partner, which does the same. */
static L4_Word_t work_fpu_rounds(L4_Word_t seed, L4_Word_t partner, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = partner };
	L4_Word_t wrong = 0;
	unsigned int i;

	(void)c;
	for (i = 0; i < ROUNDS; i++) {
		(void)fpu_load(seed + i, 0, 0);
		L4_ThreadSwitch(id);
		wrong += fpu_wrong(seed + i, 0, 0);
	}
	return wrong;
}

TAP_TEST(exc, fpu_alternate, "EXC-15 two threads that use the unit do not disturb each other")
{
	struct helper *a = helper_here(), *b = helper_there();

	helper_start(a, work_fpu_rounds, 1000, b->id.raw, 0);
	helper_start(b, work_fpu_rounds, 5000, a->id.raw, 0);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, 0);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(b->value, 0);
}

static L4_Word_t work_fpu_ipc(L4_Word_t seed, L4_Word_t ipc, L4_Word_t c)
{
	(void)c;
	(void)fpu_load(seed, 0, 0);
	ipc_execute((struct ipc *)ipc);
	return fpu_wrong(seed, 0, 0);
}

TAP_TEST(exc, fpu_ipc, "EXC-15 its registers survive an IPC with a thread that uses them")
{
	struct helper *a = helper_there(), *b = helper_there();

	a->ipc.from = a->ipc.to = b->id;
	b->ipc.from = a->id;
	message_set(a->ipc.mr, 1, 63);
	a->ipc.timeouts = NEVER;
	b->ipc.timeouts = NEVER;
	helper_start(b, work_fpu_ipc, 7000, (L4_Word_t)&b->ipc, 0);
	settle();
	helper_start(a, work_fpu_ipc, 3000, (L4_Word_t)&a->ipc, 0);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(b->value, 0);
	tap_check_eq(words_wrong(b->ipc.mr, 63), 0);
	helper_send(b, a->id, 2, 3);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, 0);
}
