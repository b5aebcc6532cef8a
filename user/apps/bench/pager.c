/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pager of all threads but the main one: starts them on the main thread's request and gives
 * those in other spaces the pages of this program, one by one.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/thread.h>

#include <rt_space.h>
#include <stdio.h>

#include "bench.h"

extern char __image_start[], __image_end[];

char pager_stack[STACK_BYTES] __attribute__((aligned(16)));
volatile bool pager_failed;

static bool is_page_fault(L4_MsgTag_t tag)
{
	return (L4_SignedWord_t)tag.raw >> L4_PROTO_SHIFT == L4_PROTO_PAGEFAULT &&
	       L4_UntypedWords(tag) == 2;
}

bool load_image_page(L4_Word_t address)
{
	L4_Word_t sizes = L4_PageSizeMask(L4_GetKernelInterface()) & ~(L4_Word_t)0x3ff;
	L4_Word_t page_size = sizes & -sizes, page = address & ~(page_size - 1), here;
	L4_Msg_t msg;

	if (page < (L4_Word_t)__image_start || page >= (L4_Word_t)__image_end)
		return false;
	here = rt_image_page(page, (L4_Word_t)L4_GetKernelInterface());
	L4_MsgClear(&msg);
	L4_MsgAppendMapItem(&msg, L4_MapItem(L4_FpageAddRights(L4_Fpage(here, page_size),
							       L4_FullyAccessible), page));
	L4_MsgLoad(&msg);
	return true;
}

/* Loads the answer to a fault into the message registers. */
static bool answer_fault(L4_Word_t address, L4_Word_t ip)
{
	if (!load_image_page(address)) {
		printf("bench: a partner faults on %#lx, ip %#lx\n", address, ip);
		return false;
	}
	return true;
}

static bool start_thread(const L4_Word_t *mr)
{
	L4_ThreadId_t thread = { .raw = mr[1] };
	L4_Msg_t msg;
	L4_MsgTag_t tag;

	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, mr[2]);
	L4_MsgAppendWord(&msg, mr[3]);
	L4_MsgLoad(&msg);
	tag = L4_Send(thread);
	L4_MsgClear(&msg);
	L4_MsgLoad(&msg);
	return L4_IpcSucceeded(tag);
}

void pager_main(void)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag = L4_Wait(&from);
	L4_Word_t mr[4];
	bool answer;

	for (;;) {
		L4_StoreMRs(0, 4, mr);
		answer = false;
		if (L4_IpcSucceeded(tag) && is_page_fault(tag))
			answer = answer_fault(mr[1], mr[2]);
		else if (L4_IpcSucceeded(tag) && L4_Label(tag) == LABEL_START)
			answer = start_thread(mr);
		if (!answer)
			pager_failed = true;
		tag = answer ? L4_ReplyWait(from, &from) : L4_Wait(&from);
	}
}
