/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop of workers and keepers: one call after the other. Nothing is kept but in struct worker,
 * so a worker can be stopped anywhere and begin again.
 */
#include "sandbox.h"

#include <l4/lipc.h>
#include <l4/schedule.h>
#include <l4/space.h>

#define KEEPER_PAUSE_US	2000
#define CALLS_IN	64	/* how often a worker opts into Lipc without the kernel */

#define AS(type, word)	((type){ .raw = (word) })

static void load_registers(const struct fuzz_call *c)
{
	for (unsigned int i = 0; i < c->mrs; i++)
		L4_LoadMR((int)i, c->mr[i]);
	for (unsigned int i = 0; i < c->brs; i++)
		L4_LoadBR((int)i, c->br[i]);
	if (c->set & FUZZ_SET_XFER_TIMEOUTS)
		L4_Set_XferTimeouts(c->xfer_timeouts);
	if (c->set & FUZZ_SET_VIRTUAL_SENDER)
		L4_Set_VirtualSender(AS(L4_ThreadId_t, c->virtual_sender));
	if (c->set & FUZZ_SET_PAGER)
		L4_Set_Pager(AS(L4_ThreadId_t, c->pager));
	if (c->set & FUZZ_SET_HANDLER)
		L4_Set_ExceptionHandler(AS(L4_ThreadId_t, c->handler));
	if (c->set & FUZZ_SET_FLAGS)
		__L4_TCR_Write(L4_UTCB_FLAGS, c->flags);
}

static void exchange_registers(const L4_Word_t *a)
{
	L4_Word_t old;
	L4_ThreadId_t old_pager;

	L4_ExchangeRegisters(AS(L4_ThreadId_t, a[0]), a[1], a[2], a[3], a[4], a[5],
			     AS(L4_ThreadId_t, a[6]), &old, &old, &old, &old, &old, &old_pager);
}

static void control(const struct fuzz_call *c)
{
	const L4_Word_t *a = c->arg;
	L4_Word_t old;

	switch (c->kind) {
	case FUZZ_THREAD_CONTROL:
		if (L4_ThreadControl(AS(L4_ThreadId_t, a[0]), AS(L4_ThreadId_t, a[1]),
				     AS(L4_ThreadId_t, a[2]), AS(L4_ThreadId_t, a[3]),
				     (void *)a[4]))
			slot_renamed(a[0]);
		break;
	case FUZZ_SPACE_CONTROL:
		L4_SpaceControl(AS(L4_ThreadId_t, a[0]), a[1], AS(L4_Fpage_t, a[2]),
				AS(L4_Fpage_t, a[3]), AS(L4_ThreadId_t, a[4]), &old);
		break;
	case FUZZ_MEMORY_CONTROL:
		L4_MemoryControl(a[0], &a[1]);
		break;
	default:
		L4_ProcessorControl(a[0], a[1], a[2], a[3]);
		break;
	}
}

static void make(const struct fuzz_call *c)
{
	const L4_Word_t *a = c->arg;
	L4_ThreadId_t from;
	L4_Word_t old;

	switch (c->kind) {
	case FUZZ_IPC:
		L4_Ipc(AS(L4_ThreadId_t, a[0]), AS(L4_ThreadId_t, a[1]), a[2], &from);
		break;
	case FUZZ_LIPC:
		L4_Lipc(AS(L4_ThreadId_t, a[0]), AS(L4_ThreadId_t, a[1]), a[2], &from);
		break;
	case FUZZ_EXCHANGE_REGISTERS:
		exchange_registers(a);
		break;
	case FUZZ_SCHEDULE:
		L4_Schedule(AS(L4_ThreadId_t, a[0]), a[1], a[2], a[3], a[4], &old);
		break;
	case FUZZ_THREAD_SWITCH:
		L4_ThreadSwitch(AS(L4_ThreadId_t, a[0]));
		break;
	case FUZZ_UNMAP:
		L4_Unmap(a[0]);
		break;
	case FUZZ_SYSTEM_CLOCK:
		L4_SystemClock();
		break;
	case FUZZ_ACCESS:
		machine_access(a[0], a[1]);
		break;
	case FUZZ_PORT:
		machine_port(a[0], a[1]);
		break;
	case FUZZ_EXCEPTION:
		machine_exception(a);
		break;
	default:
		control(c);
		break;
	}
}

void worker_main(struct worker *w)
{
	const struct fuzz_world *world = w->slot < WORKERS ? &worker_world : &keeper_world;

	L4_Set_Pager(pager);
	L4_Set_ExceptionHandler(pager);
	for (;;) {
		/* A worker that has moved is out, and it may take memory that was not there. */
		if (!world->is_keeper && w->calls % CALLS_IN == 0)
			(void)L4_LipcOptIn();
		fuzz_make_call(&w->source, world, L4_Myself().raw, &w->call);
		w->calls++;
		load_registers(&w->call);
		make(&w->call);
		/* A keeper's thread should live for a while. */
		if (world->is_keeper)
			L4_Sleep(L4_TimePeriod(1 + fuzz_pick(&w->source, KEEPER_PAUSE_US)));
	}
}
