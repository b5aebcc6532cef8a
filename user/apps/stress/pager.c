/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pager of all puppets.
 */
#include <l4/message.h>

#include <rt_space.h>

#include "stress.h"

L4_ThreadId_t main_thread, pager;
volatile unsigned long revocations;

static bool is_fault(L4_MsgTag_t tag)
{
	return (L4_SignedWord_t)tag.raw >> L4_PROTO_SHIFT == L4_PROTO_PAGEFAULT &&
	       L4_UntypedWords(tag) == 2;
}

/* A page of the program, for puppet i; nil: it may not have it. */
static L4_Fpage_t program_page(unsigned int i, L4_Word_t address)
{
	L4_Word_t page = address >> PAGE_LOG2 << PAGE_LOG2;

	if (address < (L4_Word_t)__image_start || address >= (L4_Word_t)__image_end)
		return L4_Nilpage;
	if (is_puppet_memory(i, address))
		return L4_FpageAddRights(L4_FpageLog2(page, PAGE_LOG2), L4_ReadWriteOnly);
	return L4_FpageAddRights(L4_FpageLog2(rt_image_page(page, KIP_AREA), PAGE_LOG2),
				 L4_ReadeXecOnly);
}

/* True: the answer is loaded. */
static bool answer(unsigned int i, L4_MsgTag_t tag)
{
	L4_Word_t access = L4_Label(tag) & L4_FPAGE_RWX, address;
	L4_Fpage_t f;
	L4_Msg_t msg;

	L4_StoreMR(1, &address);
	f = program_page(i, address);
	if (L4_IsNilFpage(f) || (L4_Rights(f) & access) != access)
		return false;
	L4_MsgClear(&msg);
	L4_MsgAppendMapItem(&msg, L4_MapItem(f, address >> PAGE_LOG2 << PAGE_LOG2));
	L4_MsgLoad(&msg);
	return true;
}

void pager_main(void *unused)
{
	L4_ThreadId_t from, to = L4_nilthread;
	unsigned int i;
	L4_MsgTag_t tag;

	(void)unused;
	L4_Accept(L4_UntypedWordsAcceptor);
	for (;;) {
		tag = L4_Ipc(to, L4_anythread, L4_Timeouts(L4_ZeroTime, L4_Never), &from);
		to = L4_nilthread;
		i = L4_IpcFailed(tag) ? PUPPETS_MAX : puppet_of(from);
		if (i == PUPPETS_MAX || !is_fault(tag))
			continue;
		if (answer(i, tag)) {
			to = from;
		} else {
			revocations++;
			(void)puppet_restart(i);
		}
	}
}
