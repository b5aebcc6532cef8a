/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two helpers of a string transfer and the main thread's part as their pager.
 */
#include <string.h>

#include "transfer.h"

struct side sender, receiver;
volatile unsigned int transfers_over;

static void pair(struct helper *s, struct helper *r)
{
	sender = (struct side){ .h = s };
	receiver = (struct side){ .h = r };
	transfers_over = 0;
	memset(page(0), 0, POOL_PAGES * page_size);
}

void pair_here(void)
{
	struct helper *s = helper_here();

	pair(s, helper_here());
}

void pair_there(void)
{
	struct helper *s = helper_there();

	pair(s, helper_there());
}

void message_items(struct helper *h, unsigned int u, const L4_Word_t *words, unsigned int t)
{
	unsigned int i;

	message_set(h->ipc.mr, 0, u);
	h->ipc.mr[0] |= t << L4_TAG_TYPED_SHIFT;
	for (i = 0; i < t; i++)
		h->ipc.mr[u + 1 + i] = words[i];
}

void buffers(struct side *side, const L4_Word_t *words, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		side->br[1 + i] = words[i];
	side->h->ipc.acceptor |= L4_ACCEPT_STRINGS;
}

L4_Word_t work_transfer(L4_Word_t me, L4_Word_t b, L4_Word_t c)
{
	struct side *side = (struct side *)me;
	L4_Word64_t start = L4_SystemClock().raw;

	(void)b;
	(void)c;
	L4_LoadBRs(1, L4_NUM_BRS - 1, &side->br[1]);
	L4_Set_XferTimeouts(side->xfer);
	ipc_execute(&side->h->ipc);
	side->took = (L4_Word_t)(L4_SystemClock().raw - start);
	side->turn = ++transfers_over;
	L4_StoreBRs(1, L4_NUM_BRS - 1, &side->br[1]);
	return 0;
}

void side_begin(struct side *side, L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts)
{
	struct ipc *ipc = &side->h->ipc;

	ipc->to = to;
	ipc->from = from;
	ipc->timeouts = timeouts;
	ipc->over = false;
	helper_start(side->h, work_transfer, (L4_Word_t)side, 0, 0);
	settle();
}

void receiver_begin(void)
{
	side_begin(&receiver, L4_nilthread, sender.h->id, NEVER);
}

void sender_begin(void)
{
	side_begin(&sender, receiver.h->id, L4_nilthread, NEVER);
}

void transfer(void)
{
	receiver_begin();
	sender_begin();
}

void expect_fault(struct helper *h, L4_Word_t access, L4_Word_t address)
{
	enum outcome outcome = helper_finish(h);

	if (!tap_check_msg(outcome == PAGE_FAULT, "no fault: outcome %d, over %d, error %#lx",
			   outcome, h->ipc.over, h->ipc.error))
		return;
	tap_check_eq(h->mr[0] & ((1ul << L4_PROTO_NIBBLE_SHIFT) - 1), x_bit(h, NULL) | 2);
	tap_check_eq(fault_access(h), access);
	tap_check_eq(h->mr[1], address);
	tap_check_eq(h->mr[2], all_ones(h));
}

void supply_with(struct helper *h, unsigned int i, L4_Word_t rights)
{
	L4_MsgTag_t tag = { .raw = 2 << L4_TAG_TYPED_SHIFT };

	L4_Set_MsgTag(tag);
	L4_LoadMR(1, (h->mr[1] & ~(page_size - 1)) | L4_ITEM_MAP);
	L4_LoadMR(2, page_fpage(i, rights).raw);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
	settle();
}

void supply(struct helper *h, unsigned int i)
{
	supply_with(h, i, L4_FullyAccessible);
}

void provide(struct helper *h, unsigned int i, L4_Word_t address, L4_Word_t rights)
{
	give(h, page_fpage(i, rights), address, L4_CompleteAddressSpace);
	h->ipc.acceptor = 0;
}

void fill(char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = (char)(1 + i % 251);
}

size_t bytes_wrong(const char *p, size_t first, size_t n)
{
	size_t i, wrong = 0;

	for (i = 0; i < n; i++)
		wrong += p[i] != (char)(1 + (first + i) % 251);
	return wrong;
}

size_t bytes_touched(const char *p, size_t n)
{
	size_t i, touched = 0;

	for (i = 0; i < n; i++)
		touched += p[i] != 0;
	return touched;
}

L4_Word_t big_block(unsigned int i)
{
	static L4_Word_t block[2];

	if (block[i] == 0)
		block[i] = L4_Address(L4_Sigma0_GetAny(L4_nilthread, 22,
						       L4_CompleteAddressSpace));
	return block[i];
}

void provide_big(struct helper *h, unsigned int i, L4_Word_t address)
{
	L4_Fpage_t f = L4_FpageAddRights(L4_Fpage(big_block(i), BIG), L4_FullyAccessible);

	give(h, f, address, L4_CompleteAddressSpace);
	h->ipc.acceptor = 0;
}
