/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads to measure with. Every thread has the main thread's priority, so that an exchange never
 * has to choose between urgencies.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define PRIORITY	255
#define VERSION_STEP	0x40	/* ids of the same number differ; bits 5..0 stay non-zero */
#define PARTNER_UTCB_AREA	0x80000000ul

/* Thread numbers, and UTCB slots, relative to the main thread's. */
enum { PAGER = 1, PARTNER };

extern char __image_start[], __image_end[];

L4_ThreadId_t main_thread;

static char partner_stack[STACK_BYTES] __attribute__((aligned(16)));
static L4_Word_t version = 2;

void touch_image(void)
{
	const volatile char *p;

	for (p = __image_start; p < __image_end; p += 1024)
		(void)*p;
}

static L4_ThreadId_t thread_id(unsigned int which, L4_Word_t with_version)
{
	return L4_GlobalId(L4_ThreadNo(main_thread) + which, with_version);
}

static L4_ThreadId_t pager_id(void)
{
	return thread_id(PAGER, 2);
}

static void *utcb_here(unsigned int which)
{
	L4_Word_t size = L4_UtcbSize(L4_GetKernelInterface());

	return (void *)((L4_MyLocalId().raw & ~(size - 1)) + which * size);
}

static bool refused(const char *what)
{
	printf("bench: %s failed: %s\n", what, L4_ErrorCode_String(L4_ErrorCode()));
	return false;
}

bool start_pager(void)
{
	L4_ThreadId_t id;
	L4_Msg_t msg;

	main_thread = L4_Myself();
	id = pager_id();
	if (!L4_ThreadControl(id, main_thread, main_thread, main_thread, utcb_here(PAGER)))
		return refused("creating the pager");
	if (!L4_Set_Priority(id, PRIORITY))
		return refused("the pager's priority");
	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, (L4_Word_t)pager_main);
	L4_MsgAppendWord(&msg, first_stack_pointer(pager_stack + STACK_BYTES));
	L4_MsgLoad(&msg);
	return L4_IpcSucceeded(L4_Send(id)) || refused("starting the pager");
}

static bool create_here(L4_ThreadId_t id)
{
	return L4_ThreadControl(id, main_thread, main_thread, pager_id(), utcb_here(PARTNER)) ||
	       refused("creating a partner in this space");
}

static bool create_there(L4_ThreadId_t id)
{
	void *kip = L4_GetKernelInterface();
	L4_Fpage_t kip_area = L4_FpageLog2((L4_Word_t)kip, (int)L4_KipAreaSizeLog2(kip));
	L4_Fpage_t utcb_area = L4_FpageLog2(PARTNER_UTCB_AREA, (int)L4_UtcbAreaSizeLog2(kip));
	L4_Word_t old_control;

	return (L4_ThreadControl(id, id, main_thread, L4_nilthread, (void *)PARTNER_UTCB_AREA) &&
		L4_SpaceControl(id, 0, kip_area, utcb_area, L4_nilthread, &old_control) &&
		L4_ThreadControl(id, id, L4_nilthread, pager_id(), (void *)-1ul)) ||
	       refused("creating a partner in a space of its own");
}

bool partner_start(bool elsewhere, void (*main)(void), L4_ThreadId_t *id)
{
	L4_Msg_t msg;

	version += VERSION_STEP;
	*id = thread_id(PARTNER, version);
	if (!(elsewhere ? create_there(*id) : create_here(*id)))
		return false;
	if (!L4_Set_Priority(*id, PRIORITY))
		return refused("a partner's priority");
	L4_MsgClear(&msg);
	L4_Set_MsgLabel(&msg, LABEL_START);
	L4_MsgAppendWord(&msg, id->raw);
	L4_MsgAppendWord(&msg, (L4_Word_t)main);
	L4_MsgAppendWord(&msg, first_stack_pointer(partner_stack + STACK_BYTES));
	L4_MsgLoad(&msg);
	if (L4_IpcFailed(L4_Call(pager_id())) || pager_failed)
		return refused("starting a partner");
	return true;
}

bool partner_stop(L4_ThreadId_t id)
{
	return L4_ThreadControl(id, L4_nilthread, L4_nilthread, L4_nilthread, (void *)-1ul) ||
	       refused("deleting a partner");
}
