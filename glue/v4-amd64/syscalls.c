/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of 64-bit programs: which register is which parameter. (X.2, AMD64 interface)
 */
#include <api/fault.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/syscalls.h>
#include <arch/segments.h>
#include <generated/syscalls.h>
#include <glue/glue.h>
#include <glue/stubs.h>

#define SYSCALL_BYTES		2

/*
 * The registers of parameters as entry.S passes them: these are the user's, but RCX is the thread.
 * RAX and R10 are in the frame. Calls that return registers say so.
 */
#define REGISTERS \
	word_t rdi __unused, word_t rsi __unused, word_t rdx __unused, struct tcb *me, \
	word_t r8 __unused, word_t r9 __unused

static struct tcb *exchange_registers(REGISTERS)
{
	struct exregs in;

	me->frame.vector = FRAME_CALL;
	if (!(rsi & L4_EXREGS_SETS))
		return sys_exchange_registers(me, me->frame.rax, rsi, NULL);
	in = (struct exregs){
		.sp = rdx, .ip = r8, .flags = r9, .handle = me->frame.r10, .pager = rdi,
	};
	return sys_exchange_registers(me, me->frame.rax, rsi, &in);
}

static struct tcb *thread_control(REGISTERS)
{
	me->frame.vector = FRAME_CALL;
	return sys_thread_control(me, rdi, r8, rdx, rsi, r9);
}

static struct tcb *space_control(REGISTERS)
{
	me->frame.vector = FRAME_CALL;
	return sys_space_control(me, rdi, rsi, rdx, r8, r9);
}

static struct tcb *schedule(REGISTERS)
{
	me->frame.vector = FRAME_CALL;
	return sys_schedule(me, rdi, rdx, r8, rsi, r9);
}

static struct tcb *thread_switch(REGISTERS)
{
	return sys_thread_switch(me, rdi);
}

static struct tcb *system_clock(REGISTERS)
{
	me->frame.vector = FRAME_CALL;
	return sys_system_clock(me);
}

static struct tcb *processor_control(REGISTERS)
{
	me->frame.vector = FRAME_CALL;
	return sys_processor_control(me);
}

/* The stub moved attributes 0 and 3 to RAX and R9. The result is expected in RDX. */
static struct tcb *memory_control(REGISTERS)
{
	word_t attribute[4] = { me->frame.rax, rsi, r8, r9 };
	struct tcb *next;

	me->frame.vector = FRAME_CALL;
	next = sys_memory_control(me, rdx, attribute);
	/* The result of a call that failed at once; else port_return_memory() brings it. */
	me->frame.rdx = me->frame.rax;
	me->frame.rdi = me->local_id;
	return next;
}

/* Nobody calls this: it is for processors that run ahead before they know the number. */
static struct tcb *no_call(REGISTERS)
{
	return me;
}

/* Ipc and Unmap, whose parameters are message registers too, have entries of their own. */
#define ipc	no_call
#define unmap	no_call
#define SYSCALL_FUNCTION(name, NAME) [SYSCALL_##NAME] = name,
syscall_fn *const syscalls[STUB_TABLE] = {
	SYSCALLS(SYSCALL_FUNCTION)
	[SYSCALL_COUNT ... STUB_TABLE - 1] = no_call,
};

/* A SYSCALL that is not ours: an instruction that this machine does not have. */
struct tcb *syscall_stray(struct tcb *me)
{
	if (lipc_may_have_switched())
		return lipc_syscall(me);
	if (IS_ENABLED(CONFIG_LIPC_USER) && lipc_request(me))
		return me;
	me->frame.rip -= SYSCALL_BYTES;
	if (me->frame.cs == SEL_USER_CODE32)
		me->frame.rip = (u32)me->frame.rip;
	me->frame.vector = VECTOR_INVALID_OPCODE;
	return fault_exception(me);
}
