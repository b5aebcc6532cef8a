/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of 64-bit programs: which register is which parameter. (X.2, AMD64 interface)
 */
#include <api/fault.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/syscalls.h>
#include <arch/segments.h>
#include <glue/glue.h>
#include <glue/stubs.h>

#define SYSCALL_BYTES		2
#define VECTOR_INVALID_OPCODE	6

/* The registers that carry message registers replace their words in memory. */
static void store_message(struct tcb *me)
{
	volatile word_t *mr = tcb_utcb(me);

	mr[0] = me->frame.r9;
	mr[1] = me->frame.rax;
	mr[2] = me->frame.rbx;
	mr[3] = me->frame.r10;
	mr[4] = me->frame.r12;
	mr[5] = me->frame.r13;
	mr[6] = me->frame.r14;
	mr[7] = me->frame.r15;
}

static struct tcb *ipc(struct tcb *me)
{
	store_message(me);
	return sys_ipc(me, me->frame.rsi, me->frame.rdx, me->frame.r8);
}

static struct tcb *exchange_registers(struct tcb *me)
{
	struct exregs in = {
		.control = me->frame.rsi, .sp = me->frame.rdx, .ip = me->frame.r8,
		.flags = me->frame.r9, .handle = me->frame.r10, .pager = me->frame.rdi,
	};

	return sys_exchange_registers(me, me->frame.rax, &in);
}

static struct tcb *thread_control(struct tcb *me)
{
	return sys_thread_control(me, me->frame.rdi, me->frame.r8, me->frame.rdx, me->frame.rsi,
				  me->frame.r9);
}

static struct tcb *space_control(struct tcb *me)
{
	return sys_space_control(me, me->frame.rdi, me->frame.rsi, me->frame.rdx, me->frame.r8,
				 me->frame.r9);
}

static struct tcb *schedule(struct tcb *me)
{
	return sys_schedule(me, me->frame.rdi, me->frame.rdx, me->frame.r8, me->frame.rsi,
			    me->frame.r9);
}

static struct tcb *thread_switch(struct tcb *me)
{
	return sys_thread_switch(me, me->frame.rdi);
}

static struct tcb *unmap(struct tcb *me)
{
	store_message(me);
	return sys_unmap(me, me->frame.rdx);
}

/* The stub moved attributes 0 and 3 to RAX and R9. The result is expected in RDX. */
static struct tcb *memory_control(struct tcb *me)
{
	word_t attribute[4] = { me->frame.rax, me->frame.rsi, me->frame.r8, me->frame.r9 };
	struct tcb *next = sys_memory_control(me, me->frame.rdx, attribute);

	/* The result of a call that failed at once; else port_return_memory() brings it. */
	me->frame.rdx = me->frame.rax;
	me->frame.rdi = me->local_id;
	return next;
}

typedef struct tcb *syscall_fn(struct tcb *me);

static syscall_fn *const calls[STUB_COUNT] = {
	[STUB_IPC] = ipc,
	[STUB_EXCHANGE_REGISTERS] = exchange_registers,
	[STUB_THREAD_CONTROL] = thread_control,
	[STUB_SPACE_CONTROL] = space_control,
	[STUB_SCHEDULE] = schedule,
	[STUB_THREAD_SWITCH] = thread_switch,
	[STUB_SYSTEM_CLOCK] = sys_system_clock,
	[STUB_UNMAP] = unmap,
	[STUB_MEMORY_CONTROL] = memory_control,
	[STUB_PROCESSOR_CONTROL] = sys_processor_control,
};

/* A SYSCALL that is not ours: an instruction that this machine does not have. */
struct tcb *syscall_stray(struct tcb *me)
{
	me->frame.rip -= SYSCALL_BYTES;
	if (me->frame.cs == SEL_USER_CODE32)
		me->frame.rip = (u32)me->frame.rip;
	me->frame.vector = VECTOR_INVALID_OPCODE;
	return fault_exception(me);
}

struct tcb *syscall_handler(struct tcb *me)
{
	word_t offset = me->frame.rip - (STUB_PAGE_ADDRESS + STUB_RETURN);
	word_t n = offset >> STUB_SHIFT;

	if (n < STUB_COUNT && (offset & ((1 << STUB_SHIFT) - 1)) == 0)
		return calls[n](me);
	return syscall_stray(me);
}
