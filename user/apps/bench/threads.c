/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads to measure with. Every partner has the main thread's priority, so that an exchange never
 * has to choose between urgencies.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <rt_thread.h>
#include <stdio.h>

#include "bench.h"

#define PRIORITY	255
#define VERSION		2
#define VERSION_STEP	0x40	/* ids of the same number differ; bits 5..0 stay non-zero */
#define UTCB_AREA_THERE	0x80000000ul
#define CONTROL_32BIT	((L4_Word_t)1 << (L4_BITS_PER_WORD - 1))	/* SpaceControl */
#define CROWD_LOG2	24	/* bytes of UTCBs */

/* Thread numbers, and UTCB slots, relative to the main thread's. */
enum { PAGER = 1, PARTNER, SPARE, WORKER = 8, CROWD = 1000 };

L4_ThreadId_t main_thread;

char pool[POOL_PAGES][PAGE_BYTES] __attribute__((aligned(1 << POOL_LOG2)));

static char partner_stack[STACK_BYTES] __attribute__((aligned(16)));
static char worker_stack[WORKERS][STACK_BYTES] __attribute__((aligned(16)));
static char crowd_stack[STACK_BYTES] __attribute__((aligned(16)));
static L4_Word_t version = VERSION;

/* Asked for once: these questions are calls of the kernel, which must not be in any row. */
static void *kip;
static L4_Word_t utcb_area_here, utcb_size;
static int utcb_area_log2;

static L4_ThreadId_t thread_id(unsigned int which, L4_Word_t with_version)
{
	return L4_GlobalId(L4_ThreadNo(main_thread) + which, with_version);
}

L4_ThreadId_t pager_id(void)
{
	return thread_id(PAGER, VERSION);
}

L4_ThreadId_t spare_id(unsigned int i)
{
	return thread_id(SPARE + i, VERSION);
}

static void *utcb_at(L4_Word_t area, unsigned int slot)
{
	return (void *)(area + slot * utcb_size);
}

static void *utcb_here(unsigned int which)
{
	return utcb_at(utcb_area_here, which);
}

void *spare_utcb(unsigned int i)
{
	return utcb_here(SPARE + i);
}

bool refused(const char *what)
{
	printf("bench: %s failed: %s\n", what, L4_ErrorCode_String(L4_ErrorCode()));
	return false;
}

static void load_start(void (*main)(void), char *stack)
{
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, (L4_Word_t)main);
	L4_MsgAppendWord(&msg, first_stack_pointer(stack + STACK_BYTES));
	L4_MsgLoad(&msg);
}

bool start_pager(void)
{
	L4_ThreadId_t id;

	kip = L4_GetKernelInterface();
	main_thread = L4_Myself();
	utcb_size = L4_UtcbSize(kip);
	utcb_area_here = L4_MyLocalId().raw & ~(utcb_size - 1);
	utcb_area_log2 = (int)L4_UtcbAreaSizeLog2(kip);
	id = pager_id();
	if (!L4_ThreadControl(id, main_thread, main_thread, main_thread, utcb_here(PAGER)))
		return refused("creating the pager");
	if (!L4_Set_Priority(id, PRIORITY))
		return refused("the pager's priority");
	load_start(pager_main, pager_stack);
	return L4_IpcSucceeded(L4_Send(id)) || refused("starting the pager");
}

static bool space_create_with(L4_ThreadId_t id, int area_log2, L4_Word_t control)
{
	L4_Fpage_t kip_area = L4_FpageLog2((L4_Word_t)kip, (int)L4_KipAreaSizeLog2(kip));
	L4_Fpage_t utcb_area = L4_FpageLog2(UTCB_AREA_THERE, area_log2);
	L4_Word_t old_control;

	return L4_ThreadControl(id, id, main_thread, L4_nilthread, (void *)UTCB_AREA_THERE) &&
	       L4_SpaceControl(id, control, kip_area, utcb_area, L4_nilthread, &old_control);
}

bool space_create(L4_ThreadId_t id)
{
	return space_create_with(id, utcb_area_log2, 0);
}

bool space_activate(L4_ThreadId_t id)
{
	return L4_ThreadControl(id, id, L4_nilthread, pager_id(), (void *)-1ul);
}

/* The pager sends the start message: only a thread's pager may. */
static bool start(L4_ThreadId_t id, void (*main)(void), char *stack)
{
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_Set_MsgLabel(&msg, LABEL_START);
	L4_MsgAppendWord(&msg, id.raw);
	L4_MsgAppendWord(&msg, (L4_Word_t)main);
	L4_MsgAppendWord(&msg, first_stack_pointer(stack + STACK_BYTES));
	L4_MsgLoad(&msg);
	if (L4_IpcFailed(L4_Call(pager_id())) || pager_failed)
		return refused("starting a thread");
	return true;
}

static bool start_new(unsigned int which, bool elsewhere, void (*main)(void), char *stack,
		      L4_ThreadId_t *id)
{
	bool created;

	version += VERSION_STEP;
	*id = thread_id(which, version);
	if (elsewhere)
		created = space_create(*id) && space_activate(*id);
	else
		created = L4_ThreadControl(*id, main_thread, main_thread, pager_id(),
					   utcb_here(which));
	if (!created || !L4_Set_Priority(*id, PRIORITY))
		return refused("creating a partner");
	return start(*id, main, stack);
}

bool partner_start(bool elsewhere, void (*main)(void), L4_ThreadId_t *id)
{
	return start_new(PARTNER, elsewhere, main, partner_stack, id);
}

bool worker_start(unsigned int i, bool elsewhere, void (*main)(void), L4_ThreadId_t *id)
{
	return start_new(WORKER + i, elsewhere, main, worker_stack[i], id);
}

bool worker_start_beside(unsigned int i, L4_ThreadId_t first, void (*main)(void), L4_ThreadId_t *id)
{
	version += VERSION_STEP;
	*id = thread_id(WORKER + i, version);
	if (!L4_ThreadControl(*id, first, main_thread, pager_id(), utcb_at(UTCB_AREA_THERE, 1)) ||
	    !L4_Set_Priority(*id, PRIORITY))
		return refused("creating a partner beside another one");
	return start(*id, main, worker_stack[i]);
}

bool partner_start_32bit(void (*main)(void), L4_ThreadId_t *id)
{
	version += VERSION_STEP;
	*id = thread_id(PARTNER, version);
	if (!space_create_with(*id, utcb_area_log2, CONTROL_32BIT) || !space_activate(*id) ||
	    !L4_Set_Priority(*id, PRIORITY))
		return refused("creating a 32-bit partner");
	return start(*id, main, partner_stack);
}

bool partner_stop(L4_ThreadId_t id)
{
	return L4_ThreadControl(id, L4_nilthread, L4_nilthread, L4_nilthread, (void *)-1ul) ||
	       refused("deleting a partner");
}

/* They share a stack: each writes the same on it, and none comes back to read it. */
bool crowd_start(unsigned int first, unsigned int end, void (*main)(void))
{
	L4_ThreadId_t space = thread_id(CROWD, VERSION), id;
	unsigned int i;

	for (i = first; i < end; i++) {
		id = thread_id(CROWD + i, VERSION);
		if (i == 0) {
			if (!space_create_with(id, CROWD_LOG2, 0) || !space_activate(id))
				return refused("creating the crowd's space");
		} else if (!L4_ThreadControl(id, space, main_thread, pager_id(),
					     utcb_at(UTCB_AREA_THERE, i))) {
			return refused("creating a thread of the crowd");
		}
		if (!start(id, main, crowd_stack))
			return false;
	}
	return true;
}
