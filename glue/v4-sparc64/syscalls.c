/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls: which register is which parameter. (X.2, SPARC-V9 binding)
 */
#include <api/ipc.h>
#include <api/kip.h>
#include <api/port.h>
#include <api/syscalls.h>
#include <arch/trap.h>
#include <generic/string.h>
#include <glue/glue.h>
#include <glue/stubs.h>

extern const char stubs_start[], stubs_end[];

/* The message words in the user's locals are in the message registers already. */
static struct tcb *ipc(struct tcb *me)
{
	const word_t *o = me->frame.out;

	return sys_ipc(me, o[0], o[1], o[2]);
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

#define CALL(trap) [(trap) - TRAP_KERNEL_INTERFACE]

static syscall_fn *const calls[STUB_COUNT] = {
	CALL(TRAP_KERNEL_INTERFACE) = kernel_interface,
	CALL(TRAP_IPC) = ipc,
	CALL(TRAP_LIPC) = ipc,
	CALL(TRAP_EXCHANGE_REGISTERS) = exchange_registers,
	CALL(TRAP_THREAD_CONTROL) = thread_control,
	CALL(TRAP_SYSTEM_CLOCK) = sys_system_clock,
	CALL(TRAP_THREAD_SWITCH) = thread_switch,
	CALL(TRAP_SCHEDULE) = schedule,
	CALL(TRAP_UNMAP) = unmap,
	CALL(TRAP_SPACE_CONTROL) = space_control,
	CALL(TRAP_PROCESSOR_CONTROL) = sys_processor_control,
	CALL(TRAP_MEMORY_CONTROL) = memory_control,
};

struct tcb *syscall_handler(struct tcb *me)
{
	me->frame.tpc = me->frame.tnpc;
	me->frame.tnpc += 4;
	return calls[me->frame.type - TRAP_KERNEL_INTERFACE](me);
}

void stubs_install(void)
{
	static const struct {
		unsigned int word, trap;
	} gates[] = {
		{ L4_KIP_WORD_SPACE_CONTROL, TRAP_SPACE_CONTROL },
		{ L4_KIP_WORD_THREAD_CONTROL, TRAP_THREAD_CONTROL },
		{ L4_KIP_WORD_PROCESSOR_CONTROL, TRAP_PROCESSOR_CONTROL },
		{ L4_KIP_WORD_MEMORY_CONTROL, TRAP_MEMORY_CONTROL },
		{ L4_KIP_WORD_IPC, TRAP_IPC },
		{ L4_KIP_WORD_LIPC, TRAP_LIPC },
		{ L4_KIP_WORD_UNMAP, TRAP_UNMAP },
		{ L4_KIP_WORD_EXCHANGE_REGISTERS, TRAP_EXCHANGE_REGISTERS },
		{ L4_KIP_WORD_SYSTEM_CLOCK, TRAP_SYSTEM_CLOCK },
		{ L4_KIP_WORD_THREAD_SWITCH, TRAP_THREAD_SWITCH },
		{ L4_KIP_WORD_SCHEDULE, TRAP_SCHEDULE },
	};
	char *stubs = (char *)kip_page() + STUB_OFFSET;
	size_t bytes = (size_t)(stubs_end - stubs_start);

	kmemcpy(stubs, stubs_start, bytes);
	for (size_t i = 0; i < bytes; i += 8)
		__asm__ volatile("flush %0" : : "r"(stubs + i) : "memory");
	for (unsigned int i = 0; i < ARRAY_SIZE(gates); i++)
		kip_write(gates[i].word,
			  STUB_OFFSET + ((gates[i].trap - TRAP_KERNEL_INTERFACE) << STUB_SHIFT));
}
