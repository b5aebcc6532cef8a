/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Register windows: whatever a thread does with them, it sees its own values in them, and faults
 * where its own instructions would.
 */
#include "chain.h"

#define TRAP_KIP	0x70
#define TRAP_IPC	0x71

TAP_TEST(windows, deep, "WIN-01 calls deeper than there are windows keep all registers")
{
	struct helper *h = helper_there();
	unsigned int depth;

	give_stack(h);
	for (depth = 0; depth < 4 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		check_chain(h, chain(0, STACK_TOP, depth, work_nothing, 0));
	}
	tap_context("depth %u", DEEP);
	check_chain(h, chain(0, STACK_TOP, DEEP, work_nothing, 0));
	tap_check_eq(reads + writes, 0);
}

TAP_TEST(windows, spill_faults,
	 "WIN-02 each new page of a stack faults in a spill: access 2, IP of the save")
{
	struct helper *h = helper_there();
	enum outcome outcome;

	reads = writes = 0;
	outcome = helper_run(h, chain_run, chain(0, STACK_TOP, DEEP, work_nothing, 0), 0, 0);
	tap_check_eq(serve_stack(h, outcome, chain_save), DONE);
	tap_check_eq(h->value, 0);
	tap_check_eq(reads, 0);
	tap_check_eq(writes, (DEEP * LEVEL_BYTES + page_size - 1) / page_size);
}

TAP_TEST(windows, fill_faults,
	 "WIN-03 a stack that is taken away at the bottom faults in fills: access 4")
{
	struct helper *h = helper_there();
	enum outcome outcome;

	give_stack(h);
	reads = writes = 0;
	outcome = helper_run(h, chain_run, chain(0, STACK_TOP, DEEP, bottom_tell, 0), 0, 0);
	if (!is_at_bottom(h, outcome))
		return;
	take_stack();
	leave_bottom(h);
	/* Behind the faults of the bottom itself. */
	outcome = helper_finish(h);
	if (outcome == PAGE_FAULT && h->mr[2] != (L4_Word_t)chain_restore)
		outcome = helper_answer(h, (h->mr[1] & ~(page_size - 1)) | L4_ITEM_MAP,
					page_fpage((unsigned int)((h->mr[1] - STACK) / page_size),
						   L4_FullyAccessible).raw);
	tap_check_eq(serve_stack(h, outcome, chain_restore), DONE);
	tap_check_eq(h->value, 0);
	tap_check_eq(writes, 0);
	tap_check(reads >= (DEEP - WINDOWS) * LEVEL_BYTES / page_size);
}

TAP_TEST(windows, taken_everywhere, "WIN-03 the same at every depth")
{
	struct helper *h = helper_there();
	enum outcome outcome;
	unsigned int depth;

	for (depth = 0; depth < 3 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		outcome = helper_run(h, chain_run, chain(0, STACK_TOP, depth, bottom_tell, 0), 0,
				     0);
		if (!is_at_bottom(h, serve_stack(h, outcome, NULL)))
			return;
		take_stack();
		leave_bottom(h);
		tap_check_eq(serve_stack(h, helper_finish(h), NULL), DONE);
		tap_check_eq(h->value, 0);
	}
}

static struct cross cross;

/* A call of the kernel below so many levels changes these registers and no others. */
static void check_cross(struct helper *h, const char *what, unsigned int trap, L4_Word_t o0,
			L4_Word_t o2, L4_Word_t may_change)
{
	unsigned int depth;

	for (depth = 0; depth <= WINDOWS + 1; depth++) {
		tap_context("%s at depth %u", what, depth);
		cross = (struct cross){ .trap = trap, .outs = { o0, 0x1111, o2, 0x3333, 0x4444,
								0x5555 } };
		check_chain(h, chain(0, STACK_TOP, depth, bottom_cross, (L4_Word_t)&cross));
		tap_check_eq(cross.changed & ~may_change, 0);
	}
}

#define OUT(i)		(1ul << (CROSS_OUT + (i)))

TAP_TEST(windows, calls, "WIN-04 each system call changes its results and no other register")
{
	struct helper *h = helper_there();

	give_stack(h);
	check_cross(h, "KernelInterface", TRAP_KIP, 0, 0, OUT(0) | OUT(1) | OUT(2) | OUT(3));
	check_cross(h, "ExchangeRegisters", 0x73, 0, 0,
		    0x3f * OUT(0) | 1ul << (CROSS_GLOBAL + 3));
	check_cross(h, "ThreadControl", 0x74, 0, 0, OUT(0));
	check_cross(h, "SystemClock", 0x75, 0, 0, OUT(0));
	check_cross(h, "ThreadSwitch", 0x76, 0, 0, 0);
	check_cross(h, "Schedule", 0x77, 0, 0, OUT(0) | OUT(1));
	check_cross(h, "Unmap", 0x78, 0, 0, 0);
	check_cross(h, "SpaceControl", 0x79, 0, 0, OUT(0) | OUT(1));
	check_cross(h, "ProcessorControl", 0x7a, 0, 0, OUT(0));
	check_cross(h, "MemoryControl", 0x7b, 0, 0, OUT(0));
}

TAP_TEST(windows, ipc_registers,
	 "WIN-04 ISO-05 Ipc leaves no value in a register that is not the thread's")
{
	const L4_Word_t results = OUT(0) | 0xfful << CROSS_LOCAL;
	const L4_Word_t timeouts[] = { NO_WAIT, L4_Timeouts(L4_TimePeriod(500), L4_ZeroTime) };
	struct helper *h = helper_there(), *other = helper_there();
	unsigned int i, depth;

	give_stack(h);
	for (depth = 0; depth <= 2 * WINDOWS; depth++) {
		for (i = 0; i < 2; i++) {
			tap_context("depth %u, time-out %u", depth, i);
			cross = (struct cross){
				.trap = TRAP_IPC, .zero_is_fine = 1,
				/* A wait for who never sends: others run meanwhile. */
				.outs = { other->id.raw, 0, timeouts[i], 0x3333, 0x4444, 0x5555 },
			};
			if (i == 1)
				cross.outs[0] = main_thread.raw;
			helper_start(h, chain_run, chain(0, STACK_TOP, depth, bottom_cross,
							 (L4_Word_t)&cross), 0, 0);
			if (i == 1)
				L4_Sleep(L4_TimePeriod(2000));
			tap_check_eq(helper_finish(h), DONE);
			tap_check_eq(cross.changed & ~results, 0);
		}
	}
}

static L4_Word_t work_cross_fpu(L4_Word_t c, L4_Word_t b, L4_Word_t d)
{
	(void)b;
	(void)d;
	(void)fpu_load(4711, 0, 0);
	return chain_run(c, 0, 0) + fpu_wrong(4711, 0, 0);
}

TAP_TEST(windows, fault_registers, "PF-09 WIN-04 a page fault changes no register, at any depth")
{
	struct helper *h = helper_there(), *other = helper_there();
	unsigned int depth;

	give_stack(h);
	for (depth = 0; depth <= WINDOWS + 1; depth++) {
		tap_context("depth %u", depth);
		(void)L4_UnmapFpage(page_fpage(STACK_PAGES, L4_FullyAccessible));
		cross = (struct cross){ .trap = PLACE };
		tap_check_eq(helper_run(h, work_cross_fpu,
					chain(0, STACK_TOP, depth, bottom_cross,
					      (L4_Word_t)&cross), 0, 0), PAGE_FAULT);
		tap_check_eq(h->mr[1], PLACE);
		tap_check_eq(h->mr[2], (L4_Word_t)bottom_cross_load + 4);
		(void)helper_call(other, fpu_load, depth, 0, 0);
		tap_check_eq(helper_answer(h, PLACE | L4_ITEM_MAP,
					   page_fpage(STACK_PAGES, L4_FullyAccessible).raw), DONE);
		tap_check_eq(h->value, 0);
		tap_check_eq(cross.changed, 0);
	}
}

TAP_TEST(windows, preempted,
	 "WIN-05 threads of two spaces that are preempted anywhere in deep calls")
{
	static volatile L4_Word_t stop;
	struct helper *h[4];
	unsigned int i;

	stop = 0;
	for (i = 0; i < 4; i++) {
		h[i] = i & 1 ? helper_beside(h[i - 1]) : helper_there();
		if (!(i & 1))
			give_stack_from(h[i], i * STACK_PAGES);
		check_granted(L4_Set_Timeslice(h[i]->id, L4_TimePeriod(50 + 10 * i), L4_Never));
		(void)chain(i, i & 1 ? STACK_TOP : STACK + STACK_PAGES / 2 * page_size, 0,
			    i & 2 ? bottom_fresh : work_nothing, 0);
	}
	/* Two threads of a space share pages, but not those of their stacks. */
	tap_check(40 * LEVEL_BYTES < STACK_PAGES / 2 * page_size);
	for (i = 0; i < 4; i++)
		helper_start(h[i], work_chains, (L4_Word_t)&chains[i], 100000, (L4_Word_t)&stop);
	L4_Sleep(L4_TimePeriod(40000));
	stop = 1;
	for (i = 0; i < 4; i++) {
		tap_check_eq(helper_finish(h[i]), DONE);
		tap_check_eq(h[i]->value, 0);
	}
}

TAP_TEST(windows, pager, "WIN-06 a fault in a spill is served by a pager in deep calls of its own")
{
	static L4_Word_t count;
	struct helper *h = helper_there(), *pager = helper_here();

	count = 0;
	/* Its stack is in pages that the other one does not get. */
	helper_start(pager, chain_run, chain(1, (L4_Word_t)page(STACK_PAGES + 4), 100,
					     bottom_pager, (L4_Word_t)&count), 0, 0);
	settle();
	L4_Set_PagerOf(h->id, pager->id);
	helper_start(h, chain_run, chain(0, STACK_TOP, DEEP, work_nothing, 0), 0, 0);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 0);
	tap_check_eq(count, (DEEP * LEVEL_BYTES + page_size - 1) / page_size);
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(pager->id, L4_ZeroTime));
	tap_check_eq(helper_finish(pager), DONE);
	tap_check_eq(pager->value, 0);
}

TAP_TEST(windows, crossing, "WIN-07 a window that crosses a page, of which only one is mapped")
{
	struct helper *h = helper_there();
	L4_Word_t edge = STACK + page_size;
	enum outcome outcome;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		tap_context("page %u", i);
		take_stack();
		give(h, page_fpage(i, L4_FullyAccessible), STACK + i * page_size,
		     L4_CompleteAddressSpace);
		/* The first level's window begins 64 bytes below the edge. */
		outcome = helper_run(h, chain_run, chain(0, edge - 64 + LEVEL_BYTES, 2 * WINDOWS,
							 work_nothing, 0), 0, 0);
		tap_check_eq(outcome, PAGE_FAULT);
		tap_check_eq(h->mr[1], STACK + !i * page_size);
		tap_check_eq(fault_access(h), L4_Writable);
		tap_check_eq(h->mr[2], (L4_Word_t)chain_save);
		reads = writes = 0;
		tap_check_eq(serve_stack(h, outcome, chain_save), DONE);
		tap_check_eq(writes, 1);
		tap_check_eq(h->value, 0);
	}
}

static const struct {
	const char *name;
	L4_Word_t address;	/* where the window is to go */
	L4_Word_t type;		/* of the exception; 0: a page fault */
} bad_stacks[] = {
	{ "unaligned", STACK + 4, TYPE_ALIGNMENT }, { "odd", STACK + 1, TYPE_ALIGNMENT },
	{ "zero", 0, 0 }, { "kernel", PHYSMAP + 0x1000000, TYPE_DATA_ACCESS },
	{ "kernel's code", PHYSMAP + 0x400000, TYPE_DATA_ACCESS }, { "end", 0ul - 0x2000, 0 },
	{ "hole", HOLE, TYPE_DATA_MISS }, { "end of the hole", PHYSMAP - 0x100, TYPE_DATA_MISS },
};

TAP_TEST(windows, bad_stacks, "WIN-08 a stack pointer that cannot be right is a fault of the save")
{
	L4_Word_t address;
	struct helper *h;
	unsigned int i;

	for (i = 0; i < sizeof(bad_stacks) / sizeof(bad_stacks[0]); i++) {
		tap_context("%s", bad_stacks[i].name);
		address = bad_stacks[i].address;
		h = handled(helper_there());
		(void)chain(0, address + LEVEL_BYTES, 2 * WINDOWS, work_nothing, 0);
		if (bad_stacks[i].type == 0) {
			tap_check_eq(helper_run(h, chain_run, (L4_Word_t)&chains[0], 0, 0),
				     PAGE_FAULT);
			tap_check_eq(h->mr[1], address);
			tap_check_eq(fault_access(h), L4_Writable);
			tap_check_eq(h->mr[2], (L4_Word_t)chain_save);
		} else {
			tap_check_eq(helper_run(h, chain_run, (L4_Word_t)&chains[0], 0, 0),
				     EXCEPTION);
			/* Of the hole the processor itself may know. */
			tap_check(h->mr[MR_VECTOR] == bad_stacks[i].type ||
				  (h->mr[MR_VECTOR] == TYPE_DATA_ACCESS && address >= HOLE));
			tap_check_eq(h->mr[MR_ADDRESS] & ~(page_size - 1),
				     address & ~(page_size - 1));
			tap_check_eq(h->mr[MR_IP], (L4_Word_t)chain_save);
			/* Repeated, it is the same. */
			tap_check_eq(exc_reply(h, 0), EXCEPTION);
			tap_check_eq(h->mr[MR_IP], (L4_Word_t)chain_save);
		}
		helper_forget(h);
	}
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}

TAP_TEST(windows, read_only,
	 "WIN-09 a spill to a page that may only be read: a write fault of the save")
{
	struct helper *h = helper_there();
	enum outcome outcome;

	give(h, page_fpage(STACK_PAGES - 1, L4_Readable), STACK_TOP - page_size,
	     L4_CompleteAddressSpace);
	reads = writes = 0;
	outcome = helper_run(h, chain_run, chain(0, STACK_TOP, 2 * WINDOWS, work_nothing, 0), 0,
			     0);
	tap_check_eq(serve_stack(h, outcome, chain_save), DONE);
	tap_check_eq(writes, 1);
	tap_check_eq(h->value, 0);
}

static L4_Word_t bottom_ipc(L4_Word_t ipc, L4_Word_t b, L4_Word_t c)
{
	struct ipc *mine = (struct ipc *)ipc;

	(void)b;
	(void)c;
	ipc_execute(mine);
	return L4_IpcFailed(mine->tag) ? 1000 : words_wrong(mine->mr, 63);
}

TAP_TEST(windows, ipc, "WIN-10 messages of 63 words from inside deep calls on both sides")
{
	struct helper *a = helper_there(), *b = helper_there();
	unsigned int depth;

	give_stack(b);
	for (depth = 0; depth < 3 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		message_set(a->ipc.mr, 5, 63);
		a->ipc.to = b->id;
		a->ipc.from = L4_nilthread;
		b->ipc.to = L4_nilthread;
		b->ipc.from = a->id;
		a->ipc.timeouts = b->ipc.timeouts = NEVER;
		helper_start(b, chain_run, chain(1, STACK_TOP, depth, bottom_ipc,
						 (L4_Word_t)&b->ipc), 0, 0);
		settle();
		/* Its stack is new each time, so that it faults on the way. */
		reads = writes = 0;
		tap_check_eq(serve_stack(a, helper_run(a, chain_run,
						       chain(0, STACK + page_size * 4,
							     3 * WINDOWS - depth, bottom_ipc,
							     (L4_Word_t)&a->ipc), 0, 0), NULL),
			     DONE);
		tap_check_eq(a->value, 0);
		tap_check_eq(serve_stack(b, helper_finish(b), NULL), DONE);
		tap_check_eq(b->value, 0);
	}
}

TAP_TEST(windows, fresh, "WIN-13 ISO-05 new windows are clean after the kernel was there")
{
	struct helper *h = helper_there();
	unsigned int depth;

	give_stack(h);
	for (depth = 0; depth < 5 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		check_chain(h, chain(0, STACK_TOP, depth, bottom_fresh, 0));
	}
}

TAP_TEST(windows, flush, "WIN-14 flushw with an unmapped stack faults like a save, and goes on")
{
	struct helper *h = helper_there();
	enum outcome outcome;
	unsigned int depth;

	for (depth = 0; depth < 2 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		/* Only spills of the flush can fault: the rest was mapped on the way. */
		reads = writes = 0;
		outcome = helper_run(h, chain_run, chain(0, STACK_TOP, depth, bottom_flush, 0), 0,
				     0);
		tap_check_eq(serve_stack(h, outcome, depth < 6 ? bottom_flush_ip : NULL), DONE);
		tap_check_eq(h->value, 0);
		tap_check_eq(writes, 1);
		take_stack();
	}
}

TAP_TEST(windows, exceptions,
	 "WIN-15 an exception in deep calls, and the handler says where to go on")
{
	struct helper *h = handled(helper_there());
	unsigned int depth;

	give_stack(h);
	for (depth = 0; depth < 3 * WINDOWS; depth++) {
		tap_context("depth %u", depth);
		tap_check_eq(helper_run(h, chain_run, chain(0, STACK_TOP, depth, raise_exception,
							    0), 0, 0), EXCEPTION);
		tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_exception);
		tap_check_eq(exc_go_on(h, raise_exception_end), DONE);
		tap_check_eq(h->value, 0);
	}
}
