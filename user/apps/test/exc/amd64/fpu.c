/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread begins with x87 and SSE state of its own.
 */
#include "exc_code.h"

#define INITIAL_CONTROL	(0x1f80ul << 16 | 0x37f)

TAP_TEST(exc, fpu_initial, "EXC-15 a new thread finds the initial x87 and SSE control words")
{
	struct helper *used = helper_here();

	(void)helper_call(used, fpu_load, 1, 0, 0);
	tap_check_eq(helper_call(helper_there(), fpu_control, 0, 0, 0), INITIAL_CONTROL);
}

static L4_Word_t work_fpu_peek(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t low;

	(void)a;
	(void)b;
	(void)c;
	__asm__ volatile ("movq %%xmm3, %0" : "=r" (low));
	return low;
}

TAP_TEST(exc, fpu_no_leak, "EXC-15 a thread sees nothing of another one's registers")
{
	struct helper *used = helper_here();

	(void)helper_call(used, fpu_load, 0x5ec7e7, 0, 0);
	tap_check_eq(helper_call(helper_there(), work_fpu_peek, 0, 0, 0), 0);
}

TAP_TEST(exc, fpu_reused, "EXC-15 a thread created again does not find its old registers")
{
	struct helper *h = helper_here();
	L4_ThreadId_t id = h->id;

	(void)helper_call(h, fpu_load, 0x5ec7e7, 0, 0);
	helper_forget(h);
	check_granted(thread_create_here(id, main_thread));
	h = helper_here();
	tap_check_eq(helper_call(h, fpu_control, 0, 0, 0), INITIAL_CONTROL);
	tap_check_eq(helper_call(h, work_fpu_peek, 0, 0, 0), 0);
}
