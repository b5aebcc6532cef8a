/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of the harness and of the sandbox: where they lie, making and unmaking them.
 */
#include "sandbox.h"

#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>

#include <rt_thread.h>
#include <stdio.h>

#define WORKER_BYTES	(1ul << WORKER_LOG2)
#define FIRST_VERSION	2
#define SETTLED		L4_TimePeriod(1000000)

char pool[1ul << POOL_LOG2] __attribute__((aligned(1ul << POOL_LOG2)));
L4_Word_t large_block;
L4_ThreadId_t main_thread, pager;
bool is_mixed;

static union {
	struct worker worker;
	char bytes[WORKER_BYTES];
} memory[WORKERS + KEEPERS] __attribute__((aligned(WORKER_BYTES)));

static char pager_stack[PAGE] __attribute__((aligned(16)));

/* Present ids; read by all threads, written by keepers and the main thread. */
static volatile L4_Word_t ids[WORKERS];

/* --- where things are --- */

static L4_ThreadId_t harness_id(unsigned int number)
{
	return L4_GlobalId(L4_ThreadNo(main_thread) + number, FIRST_VERSION);
}

static L4_ThreadId_t keeper_id(unsigned int i)
{
	return harness_id(NUMBER_KEEPER + i);
}

struct worker *worker_of(unsigned int slot)
{
	return &memory[slot].worker;
}

bool is_worker_memory(L4_Word_t address)
{
	return address >= (L4_Word_t)&memory[0] && address < (L4_Word_t)&memory[WORKERS];
}

unsigned int slot_of(L4_Word_t id)
{
	L4_Word_t slot = L4_ThreadNo((L4_ThreadId_t){ .raw = id }) - L4_ThreadNo(main_thread) -
			 NUMBER_SLOT;

	return slot < WORKERS ? (unsigned int)slot : WORKERS;
}

void slot_renamed(L4_Word_t id)
{
	unsigned int slot = slot_of(id);

	if (slot < WORKERS)
		ids[slot] = id;
}

/* --- the world of fuzz.h --- */

static fuzz_word slot_id(unsigned int slot)
{
	return ids[slot];
}

static void slot_registers(unsigned int slot, fuzz_word *ip, fuzz_word *sp)
{
	*ip = (L4_Word_t)worker_entry;
	*sp = first_stack_pointer(memory[slot].bytes + WORKER_BYTES);
}

/*
 * Keepers touch the sandbox and interrupts, and nothing that their own space has a name for. There
 * are no threads whose numbers are too large.
 */
static bool is_off_limits(fuzz_word id)
{
	L4_Word_t number = L4_ThreadNo((L4_ThreadId_t){ .raw = id });

	if (id == L4_TID_NIL)
		return false;
	if (!(id & L4_TID_LOCAL_MASK))
		return true;
	return slot_of(id) == WORKERS && number >= IRQS &&
	       number >> L4_ThreadIdBits(L4_GetKernelInterface()) == 0;
}

#define COMMON								\
	.threads = WORKERS, .irqs = IRQS, .utcb_area = UTCB_AREA,	\
	.utcb_area_log2 = UTCB_AREA_LOG2, .kip_area = KIP_AREA,		\
	.page_log2 = PAGE_LOG2,						\
	.thread = slot_id, .waiting = slot_id,				\
	.registers = slot_registers, .is_off_limits = is_off_limits

const struct fuzz_world worker_world = {
	COMMON, .memory = PLACE, .memory_log2 = PLACE_LOG2,
};

const struct fuzz_world keeper_world = {
	COMMON, .memory = (L4_Word_t)pool, .memory_log2 = POOL_LOG2, .is_keeper = true,
};

/* --- the harness --- */

unsigned int processors(void)
{
	return (unsigned int)L4_NumProcessors(L4_GetKernelInterface());
}

static L4_Word_t utcb_size(void)
{
	return L4_UtcbSize(L4_GetKernelInterface());
}

static bool refused(const char *what)
{
	printf("# %s: %s\n", what, L4_ErrorCode_String(L4_ErrorCode()));
	return false;
}

/* The main thread starts what it is the pager of. */
static bool start(L4_ThreadId_t id, L4_Word_t ip, L4_Word_t sp)
{
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, ip);
	L4_MsgAppendWord(&msg, sp);
	L4_MsgLoad(&msg);
	return L4_IpcSucceeded(L4_Send_Timeout(id, SETTLED));
}

static bool make_here(unsigned int number, unsigned int prio, L4_Word_t ip, L4_Word_t sp)
{
	L4_ThreadId_t id = harness_id(number);
	L4_Word_t utcb = (L4_MyLocalId().raw & ~(utcb_size() - 1)) + number * utcb_size();

	return L4_ThreadControl(id, main_thread, main_thread, main_thread, (void *)utcb) &&
	       L4_Set_Priority(id, prio) && start(id, ip, sp);
}

bool make_pager(void)
{
	pager = harness_id(NUMBER_PAGER);
	return make_here(NUMBER_PAGER, PRIO_PAGER, (L4_Word_t)pager_main,
			 first_stack_pointer(pager_stack + sizeof(pager_stack))) ||
	       refused("the pager cannot be made");
}

bool make_keepers(void)
{
	for (unsigned int i = 0; i < KEEPERS; i++) {
		char *end = memory[WORKERS + i].bytes + WORKER_BYTES;

		memory[WORKERS + i].worker.slot = WORKERS + i;
		if (!make_here(NUMBER_KEEPER + i, PRIO_KEEPER, (L4_Word_t)worker_entry,
			       first_stack_pointer(end)))
			return refused("a keeper cannot be made");
	}
	return true;
}

/* A thread in a new space, which waits to be started. */
static bool make_space(L4_ThreadId_t id, unsigned int utcb_slot, L4_Word_t control)
{
	L4_Fpage_t kip = L4_FpageLog2(KIP_AREA,
				      (int)L4_KipAreaSizeLog2(L4_GetKernelInterface()));
	L4_Fpage_t utcbs = L4_FpageLog2(UTCB_AREA, UTCB_AREA_LOG2);
	void *utcb = (void *)(UTCB_AREA + utcb_slot * utcb_size());
	L4_Word_t old = 0;
	bool made = L4_ThreadControl(id, id, main_thread, L4_nilthread, utcb) &&
		    L4_SpaceControl(id, control, kip, utcbs, L4_nilthread, &old) &&
		    L4_ThreadControl(id, id, L4_nilthread, pager, (void *)-1ul);

	is_mixed |= (old & control) != 0;
	return made;
}

/* Restart where it has never been, or is stuck: all bits that end a wait, new registers. */
static bool restart(L4_ThreadId_t id, L4_Word_t ip, L4_Word_t sp)
{
	L4_Word_t old;
	L4_ThreadId_t old_pager;

	return !L4_IsNilThread(L4_ExchangeRegisters(id, L4_EXREGS_CANCEL_SEND |
						    L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_SP |
						    L4_EXREGS_SET_IP | L4_EXREGS_SET_FLAGS |
						    L4_EXREGS_SET_PAGER | L4_EXREGS_HALT_VALID,
						    sp, ip, 0, 0, pager, &old, &old, &old, &old,
						    &old, &old_pager));
}

bool make_watchdog(void)
{
	L4_ThreadId_t id = harness_id(NUMBER_WATCHDOG);

	return (make_space(id, 0, 0) && L4_Set_Priority(id, PRIO_WATCHDOG) &&
		restart(id, (L4_Word_t)watchdog_main,
			first_stack_pointer((char *)watch() + WATCH_BYTES))) ||
	       refused("the watchdog cannot be made");
}

/* --- the sandbox --- */

bool revive(L4_ThreadId_t id, unsigned int slot)
{
	return restart(id, (L4_Word_t)worker_entry,
		       first_stack_pointer(memory[slot].bytes + WORKER_BYTES));
}

bool revive_keeper(unsigned int i)
{
	return revive(keeper_id(i), WORKERS + i);
}

static bool delete(L4_ThreadId_t id)
{
	return L4_ThreadControl(id, L4_nilthread, L4_nilthread, L4_nilthread, (void *)-1ul);
}

void rebuild(unsigned int slot)
{
	L4_ThreadId_t id = harness_id(NUMBER_SLOT + slot), leader;
	unsigned int first = slot - slot % SPACE_THREADS;
	void *utcb = (void *)(UTCB_AREA + slot * utcb_size());

	(void)delete(id);
	ids[slot] = id.raw;
	leader = (L4_ThreadId_t){ .raw = ids[first] };
	worker_of(slot)->slot = slot;
	/* With the others of its space, if they are where they were. */
	if (slot == first || !L4_ThreadControl(id, leader, main_thread, pager, utcb)) {
		(void)delete(id);
		if (!make_space(id, slot, machine_space_control(slot / SPACE_THREADS)))
			return;
	}
	(void)L4_Set_Priority(id, PRIO_WORKER);
	if (processors() > 1)
		(void)L4_Set_ProcessorNo(id, slot % processors());
	(void)revive(id, slot);
}

bool delete_keepers(void)
{
	bool deleted = true;

	for (unsigned int i = 0; i < KEEPERS; i++)
		deleted = delete(keeper_id(i)) && deleted;
	return deleted;
}

unsigned int empty_sandbox(void)
{
	unsigned int failed = 0;

	for (unsigned int slot = 0; slot < WORKERS; slot++)
		failed += !delete(harness_id(NUMBER_SLOT + slot));
	for (unsigned int i = 0; i < IRQS; i++) {
		L4_ThreadId_t irq = L4_GlobalId(i, 1);

		/* Those of the machine itself cannot be had. */
		(void)L4_ThreadControl(irq, irq, L4_nilthread, irq, (void *)-1ul);
	}
	return failed;
}
