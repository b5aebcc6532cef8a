/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Creating the pager and the partners. Every thread has the main thread's priority, so that the
 * exchange never has to choose between urgencies.
 */
#include <l4/types.h>
#include <l4/abi/ia32/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <plat_program.h>
#include <rt_thread.h>
#include <stdio.h>

#include "pingpong.h"

#define THREAD_VERSION	2
#define PRIORITY	255
#define PARTNER_UTCB_AREA	0x80000000ul

/* Thread numbers, and UTCB slots, relative to the main thread's. */
enum { PAGER = 1, PARTNER_HERE, PARTNER_THERE };

static char stack_here[STACK_BYTES] __attribute__((aligned(16)));
static char stack_there[STACK_BYTES] __attribute__((aligned(16)));

static L4_ThreadId_t thread_id(unsigned int which)
{
	return L4_GlobalId(L4_ThreadNo(L4_Myself()) + which, THREAD_VERSION);
}

static void *utcb_here(unsigned int which)
{
	L4_Word_t size = L4_UtcbSize(L4_GetKernelInterface());

	return (void *)((L4_MyLocalId().raw & ~(size - 1)) + which * size);
}

static bool refused(const char *what)
{
	printf("pingpong: %s failed: %s\n", what, L4_ErrorCode_String(L4_ErrorCode()));
	return false;
}

bool start_pager(void)
{
	L4_ThreadId_t id = thread_id(PAGER), me = L4_Myself();
	L4_Msg_t msg;

	if (!L4_ThreadControl(id, me, me, me, utcb_here(PAGER)))
		return refused("creating the pager");
	if (!L4_Set_Priority(id, PRIORITY))
		return refused("the pager's priority");
	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, (L4_Word_t)pager_main);
	L4_MsgAppendWord(&msg, first_stack_pointer(pager_stack + STACK_BYTES));
	L4_MsgLoad(&msg);
	return L4_IpcSucceeded(L4_Send(id)) || refused("starting the pager");
}

static bool start_partner(L4_ThreadId_t id, L4_Word_t ip, L4_Word_t sp)
{
	L4_Msg_t msg;

	if (!L4_Set_Priority(id, PRIORITY))
		return refused("a partner's priority");
	L4_MsgClear(&msg);
	L4_Set_MsgLabel(&msg, LABEL_START);
	L4_MsgAppendWord(&msg, id.raw);
	L4_MsgAppendWord(&msg, ip);
	L4_MsgAppendWord(&msg, sp);
	L4_MsgLoad(&msg);
	if (L4_IpcFailed(L4_Call(thread_id(PAGER))) || pager_failed)
		return refused("starting a partner");
	return true;
}

bool start_partner_here(L4_ThreadId_t *id)
{
	L4_ThreadId_t me = L4_Myself();

	*id = thread_id(PARTNER_HERE);
	if (!L4_ThreadControl(*id, me, me, thread_id(PAGER), utcb_here(PARTNER_HERE)))
		return refused("creating the partner in this space");
	return start_partner(*id, (L4_Word_t)partner_main,
			     first_stack_pointer(stack_here + STACK_BYTES));
}

/* The control word for a space of the partner's word size. */
static L4_Word_t space_kind(void)
{
	bool is_shorter = has_partner_program && partner_program.word_bits < L4_BITS_PER_WORD;

	return is_shorter ? (L4_Word_t)1 << (L4_SPACE_COMPAT_LOG2 % L4_BITS_PER_WORD) : 0;
}

bool start_partner_there(L4_ThreadId_t *id)
{
	void *kip = L4_GetKernelInterface();
	L4_Fpage_t kip_area = L4_FpageLog2((L4_Word_t)kip, (int)L4_KipAreaSizeLog2(kip));
	L4_Fpage_t utcb_area = L4_FpageLog2(PARTNER_UTCB_AREA, (int)L4_UtcbAreaSizeLog2(kip));
	L4_Word_t old_control;

	*id = thread_id(PARTNER_THERE);
	if (!L4_ThreadControl(*id, *id, L4_Myself(), L4_nilthread, (void *)PARTNER_UTCB_AREA))
		return refused("creating the partner's space");
	if (!L4_SpaceControl(*id, space_kind(), kip_area, utcb_area, L4_nilthread, &old_control))
		return refused("setting up the partner's space");
	if (!L4_ThreadControl(*id, *id, L4_nilthread, thread_id(PAGER), (void *)-1ul))
		return refused("activating the partner in the other space");
	/* A program of its own begins with its own stack. */
	if (has_partner_program)
		return start_partner(*id, partner_program.entry, 0);
	return start_partner(*id, (L4_Word_t)partner_main,
			     first_stack_pointer(stack_there + STACK_BYTES));
}

bool delete_thread(L4_ThreadId_t id)
{
	return L4_ThreadControl(id, L4_nilthread, L4_nilthread, L4_nilthread, (void *)-1ul) ||
	       refused("deleting a partner");
}
