/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads beside the main thread. Slot i has the thread number and the UTCB that lie i behind the
 * main thread's; a slot that is used again has another version.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/syscalls.h>
#include <l4/thread.h>

#include <rt_thread.h>

#define SLOTS		256	/* UTCBs in the area of a root task */
#define FIRST_VERSION	1
#define START_CONTROL	(L4_EXREGS_HALT_VALID | L4_EXREGS_CANCEL_RECV | L4_EXREGS_CANCEL_SEND | \
			 L4_EXREGS_SET_SP | L4_EXREGS_SET_IP | L4_EXREGS_SET_HANDLE)

/* Lies at the end of the thread's stack; the thread finds it by its user-defined handle. */
struct start {
	void (*main)(void *);
	void *argument;
};

struct slot {
	bool taken;
	L4_Word_t version;	/* of the present or last thread */
};

static struct slot slots[SLOTS];
static L4_Word_t main_number, main_utcb, utcb_size;

static void begin(void)
{
	struct start *start = (struct start *)L4_UserDefinedHandle();

	L4_Set_UserDefinedHandle(0);
	start->main(start->argument);
	for (;;)
		L4_Sleep(L4_Never);
}

static void find_main(void)
{
	utcb_size = L4_UtcbSize(L4_GetKernelInterface());
	main_utcb = L4_MyLocalId().raw & ~(utcb_size - 1);
	main_number = L4_ThreadNo(L4_Myself());
}

/* The number of a slot that was free, or SLOTS. The first one is the main thread's. */
static L4_Word_t take_slot(bool from_end)
{
	L4_Word_t n, i;

	for (n = 1; n < SLOTS; n++) {
		i = from_end ? SLOTS - n : n;
		if (!__atomic_exchange_n(&slots[i].taken, true, __ATOMIC_ACQUIRE))
			return i;
	}
	return SLOTS;
}

static void free_slot(L4_Word_t i)
{
	__atomic_store_n(&slots[i].taken, false, __ATOMIC_RELEASE);
}

/* The low bits of a version tell a global id from a local one: they are not all zero. */
static L4_ThreadId_t next_id(L4_Word_t i)
{
	L4_ThreadId_t id;

	do
		id = L4_GlobalId(main_number + i, FIRST_VERSION + ++slots[i].version);
	while (L4_IsLocalId(id));
	return id;
}

/* The thread waits for a start message of its pager; this lets it run without one. */
static void run(L4_ThreadId_t id, L4_Word_t sp, const struct start *start)
{
	L4_Word_t word;
	L4_ThreadId_t pager;

	(void)L4_ExchangeRegisters(id, START_CONTROL, sp, (L4_Word_t)begin, 0, (L4_Word_t)start,
				   L4_nilthread, &word, &word, &word, &word, &word, &pager);
}

static L4_ThreadId_t start_in(L4_Word_t i, void (*main)(void *), void *argument, void *stack,
			      size_t size)
{
	struct start *start;
	L4_ThreadId_t id;

	if (i == SLOTS) {
		__L4_TCR_Write(L4_UTCB_ERROR_CODE, L4_ErrUtcbArea);
		return L4_nilthread;
	}
	id = next_id(i);
	if (!L4_ThreadControl(id, L4_Myself(), L4_Myself(), L4_Pager(),
			      (void *)(main_utcb + i * utcb_size))) {
		free_slot(i);
		return L4_nilthread;
	}
	start = (struct start *)(((L4_Word_t)stack + size) & ~(L4_Word_t)15) - 1;
	start->main = main;
	start->argument = argument;
	run(id, first_stack_pointer((char *)start), start);
	return id;
}

L4_ThreadId_t rt_thread_start(void (*main)(void *), void *argument, void *stack, size_t size)
{
	if (main_number == 0)
		find_main();
	return start_in(take_slot(false), main, argument, stack, size);
}

L4_ThreadId_t rt_thread_start_last(void (*main)(void *), void *argument, void *stack, size_t size)
{
	if (main_number == 0)
		find_main();
	return start_in(take_slot(true), main, argument, stack, size);
}

bool rt_thread_stop(L4_ThreadId_t id)
{
	L4_Word_t i = L4_ThreadNo(id) - main_number;

	if (main_number == 0 || i == 0 || i >= SLOTS || !slots[i].taken ||
	    L4_Version(id) != FIRST_VERSION + slots[i].version ||
	    !L4_ThreadControl(id, L4_nilthread, L4_nilthread, L4_nilthread, (void *)-1ul))
		return false;
	free_slot(i);
	return true;
}
