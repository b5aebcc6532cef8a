/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What helpers do for a test: one Ipc call described in memory, access to an address, and small
 * functions that read or write their own thread control registers.
 */
#include "partner.h"
#include "test.h"

L4_Word_t pattern_mask = ~(L4_Word_t)0;

L4_Word_t pattern(unsigned int i)
{
	return (L4_Word_t)(i + 1) * WORD(0x9e3779b97f4a7c15) & pattern_mask;
}

void message_set(L4_Word_t *mr, L4_Word_t label, unsigned int u)
{
	L4_MsgTag_t tag = L4_Niltag;
	unsigned int i;

	L4_Set_Label(&tag, label);
	tag.X.u = u;
	mr[0] = tag.raw;
	for (i = 1; i <= u; i++)
		mr[i] = pattern(i);
}

void message_load(L4_Word_t label, unsigned int u)
{
	L4_Word_t mr[__L4_NUM_MRS];

	message_set(mr, label, u);
	L4_LoadMRs(0, (int)u + 1, mr);
}

unsigned int words_wrong(const L4_Word_t *mr, unsigned int u)
{
	unsigned int i, wrong = 0;

	for (i = 1; i <= u; i++)
		wrong += mr[i] != pattern(i);
	return wrong;
}

void ipc_execute(struct ipc *ipc)
{
	L4_ThreadId_t sender = L4_nilthread;
	L4_Acceptor_t acceptor = { .raw = ipc->acceptor };

	L4_Accept(acceptor);
	L4_LoadMRs(0, __L4_NUM_MRS, ipc->mr);
	if (ipc->local)
		ipc->tag = L4_Lipc(ipc->to, ipc->from, ipc->timeouts, &sender);
	else
		ipc->tag = L4_Ipc(ipc->to, ipc->from, ipc->timeouts, &sender);
	ipc->error = L4_ErrorCode();
	L4_StoreMRs(0, __L4_NUM_MRS, ipc->mr);
	ipc->sender = sender;
	L4_Accept(L4_UntypedWordsAcceptor);
	ipc->over = true;
}

L4_Word_t work_ipc(L4_Word_t ipc, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	ipc_execute((struct ipc *)ipc);
	return 0;
}

void helper_ipc(struct helper *h, L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts)
{
	h->ipc.to = to;
	h->ipc.from = from;
	h->ipc.timeouts = timeouts;
	h->ipc.over = false;
	helper_start(h, work_ipc, (L4_Word_t)&h->ipc, 0, 0);
	settle();
}

void helper_receive_window(struct helper *h, L4_ThreadId_t from, L4_Fpage_t window)
{
	h->ipc.acceptor = L4_MapGrantItems(window).raw;
	helper_ipc(h, L4_nilthread, from, NEVER);
	h->ipc.acceptor = 0;
}

void helper_receive(struct helper *h, L4_ThreadId_t from)
{
	helper_receive_window(h, from, L4_Nilpage);
}

void helper_send(struct helper *h, L4_ThreadId_t to, L4_Word_t label, unsigned int u)
{
	message_set(h->ipc.mr, label, u);
	helper_ipc(h, to, L4_nilthread, NEVER);
}

bool helper_ipc_ended(struct helper *h)
{
	return helper_finish(h) == DONE && h->ipc.over && L4_IpcSucceeded(h->ipc.tag);
}

bool helper_ipc_is_over(struct helper *h)
{
	if (h->is_partner)
		partner_fetch(h);
	return h->ipc.over;
}

bool await_ipc_over(struct helper *h)
{
	L4_Word64_t end = L4_SystemClock().raw + 10 * (500000 + lateness);

	while (!helper_ipc_is_over(h) && L4_SystemClock().raw < end)
		L4_Sleep(L4_TimePeriod(10));
	return h->ipc.over;
}

L4_MsgTag_t item_send(struct helper *h, L4_Word_t item0, L4_Word_t item1, L4_Fpage_t window)
{
	L4_MsgTag_t tag = { .raw = 2 << L4_TAG_TYPED_SHIFT };

	helper_receive_window(h, main_thread, window);
	L4_Set_MsgTag(tag);
	L4_LoadMR(1, item0);
	L4_LoadMR(2, item1);
	return L4_Send_Timeout(h->id, PATIENCE);
}

void give(struct helper *h, L4_Fpage_t fpage, L4_Word_t base, L4_Fpage_t window)
{
	L4_MapItem_t item = L4_MapItem(fpage, base);

	check_ok(item_send(h, item.raw[0], item.raw[1], window));
	check_helper_ok(h);
}

void pass(struct helper *from, struct helper *to, L4_Word_t item0, L4_Word_t item1,
	  L4_Fpage_t window)
{
	helper_receive_window(to, from->id, window);
	from->ipc.mr[0] = 2 << L4_TAG_TYPED_SHIFT;
	from->ipc.mr[1] = item0;
	from->ipc.mr[2] = item1;
	helper_ipc(from, to->id, L4_nilthread, NEVER);
	check_helper_ok(from);
	check_helper_ok(to);
}

static bool probe(struct helper *h, helper_fn *fn, L4_Word_t address, L4_Word_t value)
{
	enum outcome outcome = helper_run(h, fn, address, value, 0);

	if (outcome == DONE)
		return true;
	if (outcome != PAGE_FAULT)
		tap_fail("access to %#lx: outcome %d, %#lx %#lx %#lx", address, outcome, h->mr[0],
			 h->mr[1], h->mr[2]);
	helper_abort_probe(h);
	return false;
}

bool can_read(struct helper *h, L4_Word_t address)
{
	return probe(h, probe_read, address, 0);
}

bool can_write(struct helper *h, L4_Word_t address, L4_Word_t value)
{
	return probe(h, probe_write, address, value);
}

bool can_execute(struct helper *h, L4_Word_t address)
{
	return probe(h, probe_execute, address, 0);
}

L4_Word_t peek(struct helper *h, L4_Word_t address)
{
	if (can_read(h, address))
		return h->value;
	tap_fail("%#lx is not readable", address);
	return 0;
}

L4_Word_t work_nothing(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	return a;
}

L4_Word_t work_set_handler(L4_Word_t handler, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = handler };

	(void)b;
	(void)c;
	L4_Set_ExceptionHandler(id);
	return 0;
}

L4_Word_t work_tcr(L4_Word_t index, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	return __L4_TCR_Read((int)index);
}

L4_Word_t work_set_tcr(L4_Word_t index, L4_Word_t value, L4_Word_t c)
{
	(void)c;
	__L4_TCR_Write((int)index, value);
	return 0;
}

L4_Word_t work_turns(L4_Word_t turns, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	while (turns-- > 0)
		L4_Yield();
	return 0;
}

L4_Word_t work_count(L4_Word_t counter, L4_Word_t stop, L4_Word_t c)
{
	volatile L4_Word_t *count = (volatile L4_Word_t *)counter;
	volatile L4_Word_t *stopped = (volatile L4_Word_t *)stop;

	(void)c;
	while (!*stopped)
		++*count;
	return *count;
}
