/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Call chains of helpers on stacks of their own, and the faults there.
 */
#include "chain.h"

#define BIAS		2047
#define LABEL_BOTTOM	0x99

struct chain chains[4];

static L4_Word_t first_level(L4_Word_t stack_end)
{
	return stack_end - LEVEL_BYTES - BIAS;
}

L4_Word_t chain(unsigned int i, L4_Word_t stack_end, unsigned int depth, helper_fn *bottom,
		       L4_Word_t argument)
{
	chains[i] = (struct chain){
		.sp = first_level(stack_end), .depth = depth, .bottom = bottom,
		.seed = (L4_Word_t)(i + 1) << 32 | depth << 16, .argument = argument,
	};
	return (L4_Word_t)&chains[i];
}

void give_stack_from(struct helper *h, unsigned int first)
{
	unsigned int i;

	for (i = 0; i < STACK_PAGES; i++)
		give(h, page_fpage(first + i, L4_FullyAccessible), STACK + i * page_size,
		     L4_CompleteAddressSpace);
}

void give_stack(struct helper *h)
{
	give_stack_from(h, 0);
}

unsigned int reads, writes;

static bool is_stack(L4_Word_t address)
{
	return address >= STACK && address < STACK_TOP;
}

enum outcome serve_stack(struct helper *h, enum outcome outcome, const char *ip)
{
	L4_Word_t at;

	while (outcome == PAGE_FAULT && is_stack(h->mr[1])) {
		if (ip)
			tap_check_eq(h->mr[2], (L4_Word_t)ip);
		if (fault_access(h) == L4_Writable)
			writes++;
		else if (tap_check_eq(fault_access(h), L4_Readable))
			reads++;
		at = h->mr[1] & ~(page_size - 1);
		outcome = helper_answer(h, at | L4_ITEM_MAP,
					page_fpage((unsigned int)((at - STACK) / page_size),
						   L4_FullyAccessible).raw);
	}
	return outcome;
}

void check_chain(struct helper *h, L4_Word_t c)
{
	reads = writes = 0;
	tap_check_eq(serve_stack(h, helper_run(h, chain_run, c, 0, 0), NULL), DONE);
	tap_check_eq(h->value, 0);
}

L4_Word_t bottom_tell(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_MsgTag_t tag = L4_Niltag;

	(void)a;
	(void)b;
	(void)c;
	L4_Set_Label(&tag, LABEL_BOTTOM);
	L4_Set_MsgTag(tag);
	return L4_IpcFailed(L4_Call(main_thread));
}

bool is_at_bottom(struct helper *h, enum outcome outcome)
{
	return tap_check_eq(outcome, ODD) && tap_check_eq(h->mr[0] >> 16 & 0xffff, LABEL_BOTTOM);
}

void leave_bottom(struct helper *h)
{
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
}

void take_stack(void)
{
	unsigned int i;

	for (i = 0; i < STACK_PAGES; i++)
		(void)L4_UnmapFpage(page_fpage(i, L4_FullyAccessible));
}

L4_Word_t work_chains(L4_Word_t c, L4_Word_t rounds, L4_Word_t stop)
{
	struct chain *mine = (struct chain *)c;
	L4_Word_t wrong = 0;

	while (rounds-- && !*(volatile L4_Word_t *)stop) {
		mine->depth = rounds % 40;
		wrong += chain_run(c, 0, 0);
	}
	return wrong;
}

L4_Word_t bottom_pager(L4_Word_t count, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag = L4_Wait(&from);
	L4_Word_t address;

	(void)b;
	(void)c;
	while (L4_IpcSucceeded(tag) && from.raw != L4_LocalIdOf(main_thread).raw) {
		++*(L4_Word_t *)count;
		L4_StoreMR(1, &address);
		address &= ~(page_size - 1);
		L4_Set_MsgTag((L4_MsgTag_t){ .raw = 2 << L4_TAG_TYPED_SHIFT });
		L4_LoadMR(1, address | L4_ITEM_MAP);
		L4_LoadMR(2, page_fpage((unsigned int)((address - STACK) / page_size),
					L4_FullyAccessible).raw);
		tag = L4_ReplyWait(from, &from);
	}
	return L4_IpcFailed(tag);
}
