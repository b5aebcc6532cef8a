/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traps of users: what the processor reports becomes what the API handles.
 */
#include <api/fault.h>
#include <api/space.h>
#include <arch/trap.h>
#include <generated/syscalls.h>
#include <generic/usercopy.h>
#include <glue/glue.h>

/* Loads and stores: bits 31:30 are 3, bits 24:19 tell which. (SPARC-V9 Manual, table 32) */
#define IS_MEMORY(insn)		(((insn) >> 30) == 3)
#define OPERATION(insn)		(((insn) >> 19) & 0x3f)
#define OPERATION_STORE		0x04

static bool is_prefetch(u32 operation)
{
	return operation == 0x2d || operation == 0x3d;
}

/* ldstub, swap, casa, casxa and their forms with an address space. */
static bool is_atomic(u32 operation)
{
	switch (operation) {
	case 0x0d: case 0x0f: case 0x1d: case 0x1f: case 0x3c: case 0x3e:
		return true;
	default:
		return false;
	}
}

/*
 * A miss does not say whether it was a load or a store: look at the instruction. One that cannot
 * be read any more counts as a load; a store then faults again, as a protection fault.
 */
static unsigned int access_of(struct tcb *me)
{
	u32 insn, operation;

	if (me->frame.type & TRAP_IN_SPILL)
		return RIGHT_W;
	if (me->frame.type & TRAP_IN_FILL)
		return RIGHT_R;
	if (user_read(&me->space->pt, &insn, me->frame.tpc, sizeof(insn)) != sizeof(insn) ||
	    !IS_MEMORY(insn))
		return RIGHT_R;
	operation = OPERATION(insn);
	if (is_atomic(operation))
		return RIGHT_R | RIGHT_W;
	return (operation & OPERATION_STORE) && !is_prefetch(operation) ? RIGHT_W : RIGHT_R;
}

static struct tcb *page_fault(struct tcb *me, unsigned int access)
{
	/* Nothing can be mapped in the hole and in the kernel's half. */
	if (me->frame.fault_address >= ARCH_USER_END)
		return fault_exception(me);
	return fault_page(me, me->frame.fault_address, access);
}

struct tcb *trap_handler(struct tcb *me)
{
	unsigned int type = me->frame.type & TRAP_TYPE_MASK;

	if (type >= SYSCALL_FIRST && type <= SYSCALL_LAST)
		return syscall_handler(me);
	if (type >= TRAP_KDEBUG_PUTC && type <= TRAP_KDEBUG_ENTER)
		return debug_trap(me);
	/* Interrupts are handled on the way out, like those that come at preemption points. */
	if (type > TRAP_INTERRUPT_LEVEL && type < TRAP_INTERRUPT_LEVEL + 16)
		return me;
	switch (type) {
	case TRAP_IMISS:
		return page_fault(me, RIGHT_X);
	case TRAP_DPROT:
		return page_fault(me, RIGHT_W);
	case TRAP_DMISS:
		return page_fault(me, access_of(me));
	default:
		return fault_exception(me);
	}
}
