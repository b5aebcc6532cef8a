/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls: which register is which parameter. (X.2, SPARC-V9 binding)
 */
#include <api/ipc.h>
#include <api/kip.h>
#include <api/port.h>
#include <api/syscalls.h>
#include <api/utcb.h>
#include <arch/cpureg.h>
#include <generated/syscalls.h>
#include <generic/string.h>
#include <glue/glue.h>
#include <glue/stubs.h>

extern const char stubs_start[], stubs_end[];

/*
 * Ipc with windows behind the current one: as long as it waits they are in slots, which a short IPC
 * does not look at. The message words in the user's locals are in the message registers already.
 */
static struct tcb *ipc_with_windows(struct tcb *me)
{
	const word_t *o = me->frame.out;

	me->frame.tpc = frame_stub_return(me);
	me->frame.tnpc = me->frame.tpc + INSTRUCTION_BYTES;
	usual_set(me, USUAL_REGISTERS, false);
	return sys_ipc(me, o[0], o[1], o[2], utcb_read(thread_of(me), L4_UTCB_MR0));
}

static struct tcb *exchange_registers(struct tcb *me)
{
	const word_t *o = me->frame.out;
	struct exregs in = {
		.sp = o[2], .ip = o[3], .pager = o[4], .handle = o[5],
		.flags = me->frame.global[4],
	};

	return sys_exchange_registers(me, o[0], o[1], &in);
}

static struct tcb *thread_control(struct tcb *me)
{
	const word_t *o = me->frame.out;

	return sys_thread_control(me, o[0], o[1], o[2], o[3], o[4]);
}

static struct tcb *thread_switch(struct tcb *me)
{
	return sys_thread_switch(me, me->frame.out[0]);
}

static struct tcb *schedule(struct tcb *me)
{
	const word_t *o = me->frame.out;

	return sys_schedule(me, o[0], o[1], o[2], o[3], o[4]);
}

static struct tcb *unmap(struct tcb *me)
{
	return sys_unmap(me, me->frame.out[0]);
}

static struct tcb *space_control(struct tcb *me)
{
	const word_t *o = me->frame.out;

	return sys_space_control(me, o[0], o[1], o[2], o[3], o[4]);
}

static struct tcb *memory_control(struct tcb *me)
{
	const word_t *o = me->frame.out;

	return sys_memory_control(me, o[0], &o[1]);
}

static struct tcb *kernel_interface(struct tcb *me)
{
	const word_t *kip = kip_page();

	me->frame.out[0] = me->space->kip_base;
	me->frame.out[1] = kip[L4_KIP_WORD_API_VERSION];
	me->frame.out[2] = kip[L4_KIP_WORD_API_FLAGS];
	me->frame.out[3] = *(const word_t *)((const char *)kip + kip[L4_KIP_WORD_KERNDESC_PTR]);
	return me;
}

typedef struct tcb *syscall_fn(struct tcb *me);

/* That comes by another way: see ipc_call in entry.S. */
#define ipc			ipc_with_windows
#define lipc			ipc_with_windows
#define system_clock		sys_system_clock
#define processor_control	sys_processor_control
#define SYSCALL_FUNCTION(name, NAME) [SYSCALL_##NAME - SYSCALL_FIRST] = name,
static syscall_fn *const calls[SYSCALL_COUNT] = { SYSCALLS(SYSCALL_FUNCTION) };

struct tcb *syscall_handler(struct tcb *me)
{
	me->frame.tpc = me->frame.tnpc;
	me->frame.tnpc += INSTRUCTION_BYTES;
	return calls[me->frame.type - SYSCALL_FIRST](me);
}

void stubs_install(void)
{
	char *stubs = (char *)kip_page() + STUB_OFFSET;
	size_t bytes = (size_t)(stubs_end - stubs_start);

	kmemcpy(stubs, stubs_start, bytes);
	for (size_t i = 0; i < bytes; i += 8)
		__asm__ volatile("flush %0" : : "r"(stubs + i) : "memory");
#define SYSCALL_GATE(api, NAME, name) \
	kip_write(L4_KIP_WORD_##NAME, \
		  STUB_OFFSET + ((SYSCALL_##NAME - SYSCALL_FIRST) << STUB_SHIFT));
	SYSCALL_GATES(SYSCALL_GATE)
	/* The same call; only one of the two traps has the short path. */
	kip_write(L4_KIP_WORD_LIPC, kip_read(L4_KIP_WORD_IPC));
}
