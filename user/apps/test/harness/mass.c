/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making and running masses of threads and of pages.
 */
#include <plat.h>

#include "mass.h"

#define RW		(L4_Readable | L4_Writable)
#define FIRST_NUMBER	1000		/* of a mass, behind the main thread's */
#define MASS_STACK	512
#define STACKS		0x58000000ul	/* in the space of a mass */
#define BATCH		2000		/* threads that run in one go */
#define BLOCKS		640

struct job job;

unsigned int size_option(const char *name, unsigned int number)
{
	L4_Word_t value = number;

	(void)plat_option_number(name, &value);
	return (unsigned int)value;
}

L4_ThreadId_t mass_id(unsigned int i)
{
	return L4_GlobalId(L4_ThreadNo(main_thread) + FIRST_NUMBER + i, 2);
}

L4_Word_t block(unsigned int i)
{
	static L4_Word_t blocks[BLOCKS];
	L4_Fpage_t f;

	if (i < BLOCKS && blocks[i] == 0) {
		f = L4_Sigma0_GetAny(L4_nilthread, (L4_Word_t)__L4_CeilLog2(large_page_size()),
				     L4_CompleteAddressSpace);
		blocks[i] = L4_IsNilFpage(f) ? 0 : L4_Address(f);
	}
	return i < BLOCKS ? blocks[i] : 0;
}

struct helper *mass_space(unsigned int n)
{
	L4_Word_t size = large_page_size(), stacks = (L4_Word_t)n * MASS_STACK, at;
	struct helper *h = helper_there_wide((n + HELPERS + 2) *
					     L4_UtcbSize(L4_GetKernelInterface()));

	for (at = 0; at < stacks; at += size)
		give(h, L4_FpageAddRights(L4_Fpage(block((unsigned int)(at / size)), size), RW),
		     STACKS + at, L4_CompleteAddressSpace);
	return h;
}

static void mass_main(void)
{
	L4_ThreadId_t sender;
	L4_MsgTag_t tag;

	__atomic_fetch_add(&job.ran, 1, __ATOMIC_RELAXED);
	if (job.crash) {
		L4_Set_ExceptionHandler(job.to);
		__builtin_trap();
	}
	L4_Set_MsgTag(L4_Niltag);
	tag = L4_Ipc(job.to, job.from, job.timeouts, &sender);
	if (L4_IpcFailed(tag) && L4_ErrorCode() == job.error)
		__atomic_fetch_add(&job.good, 1, __ATOMIC_RELAXED);
	for (;;)
		(void)L4_Wait(&sender);
}

bool mass_create(struct helper *h, unsigned int first, unsigned int last)
{
	L4_Word_t size = L4_UtcbSize(L4_GetKernelInterface());
	unsigned int i;

	for (i = first; i < last; i++)
		if (!L4_ThreadControl(mass_id(i), h->id, main_thread, main_thread,
				      (void *)(UTCB_AREA_THERE + (i + HELPERS + 2) * size)))
			return false;
	return true;
}

void mass_start(struct helper *h, unsigned int first, unsigned int last)
{
	unsigned int i;

	(void)h;
	for (i = first; i < last; i++) {
		char *end = (char *)(STACKS + (L4_Word_t)(i + 1) * MASS_STACK);
		L4_Msg_t msg;

		L4_MsgClear(&msg);
		L4_MsgAppendWord(&msg, (L4_Word_t)mass_main);
		L4_MsgAppendWord(&msg, first_stack_pointer(end));
		L4_MsgLoad(&msg);
		if (L4_IpcFailed(L4_Send_Timeout(mass_id(i), L4_ZeroTime)))
			tap_fail("thread %u does not start: %lu", i, L4_ErrorCode());
		if ((i - first) % BATCH == BATCH - 1)
			settle();
	}
	settle();
}

bool mass_delete(unsigned int first, unsigned int last)
{
	bool ok = true;
	unsigned int i;

	for (i = first; i < last; i++)
		ok &= thread_delete(mass_id(i)) != 0;
	return ok;
}

void fill_pages(struct helper *h, L4_Word_t base, unsigned int n)
{
	L4_Word_t part = large_page_size() / 4, at;
	L4_Fpage_t f = L4_FpageAddRights(L4_Fpage(block(0), part), RW);

	for (at = 0; at < n * page_size; at += part)
		give(h, f, base + at, L4_CompleteAddressSpace);
}
