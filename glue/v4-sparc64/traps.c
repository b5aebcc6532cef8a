/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traps of users: what the processor reports becomes what the API handles.
 */
#include <api/fault.h>
#include <api/space.h>
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/fpu.h>
#include <arch/space.h>
#include <arch/trap.h>
#include <generated/syscalls.h>
#include <generic/cpu.h>
#include <generic/ptab_entry.h>
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

static inline paddr_t address_in(pte_t e, unsigned int level, uvaddr_t va)
{
	return pte_paddr(e, level) + (va & (level_size(level) - 1));
}

/* The instruction of the trap, which lies in one page. False: it is not there any more. */
static bool read_instruction(struct tcb *me, u32 *insn)
{
	uvaddr_t va = me->frame.tpc;
	unsigned int level;
	paddr_t pa;
	pte_t e;

	if (va >= me->space->pt.end)
		return false;
	e = pte_read(ptab_walk(&me->space->pt, va, &level));
	if (!pte_is_user(e))
		return false;
	/* Of each level all that is computed is a constant. */
	pa = likely(level == 0) ? address_in(e, 0, va) : address_in(e, 1, va);
	if (!arch_phys_is_mapped(pa, sizeof(*insn)))
		return false;
	*insn = *(const u32 *)paddr_to_kv(pa);
	return true;
}

STATIC_ASSERT(ARCH_LEAF_LEVELS == 2, "there are pages of two sizes");

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
	if (!read_instruction(me, &insn) || !IS_MEMORY(insn))
		return RIGHT_R;
	operation = OPERATION(insn);
	if (is_atomic(operation))
		return RIGHT_R | RIGHT_W;
	return (operation & OPERATION_STORE) && !is_prefetch(operation) ? RIGHT_W : RIGHT_R;
}

/*
 * No page can help in the hole. The kernel's half counts as memory that nobody can map, as long as
 * the processor does not know better: what is in the TLB there is another trap.
 */
static struct tcb *page_fault(struct tcb *me, uvaddr_t address, unsigned int access)
{
	if (address >= ARCH_USER_END && address < PHYSMAP_BASE) {
		me->frame.fault_address = address;
		return fault_exception(me);
	}
	return fault_page(me, address, access);
}

/* The trap has an address and a status of its own. */
static bool has_fault(unsigned int type)
{
	return type == TRAP_DATA_ACCESS || type == TRAP_DATA_ERROR ||
	       (type >= TRAP_ALIGNMENT && type <= TRAP_STDF_ALIGNMENT);
}

/* With other traps both are zero: the trap table tells them apart. */
static struct tcb *exception(struct tcb *me, unsigned int type)
{
	if (has_fault(type))
		me->frame.fault_status &= ~(word_t)SFSR_OW;
	return fault_exception(me);
}

/* The first instruction for the unit gives the thread a state; later its user has put it off. */
static struct tcb *no_fpu(struct tcb *me)
{
	if (me->fpu != NULL || fpu_state_first_use(me) != ERR_OK)
		return exception(me, TRAP_FP_DISABLED);
	return me;
}

/*
 * FSR tells what happened, and stands where other exceptions have the MMU's status. The trap type
 * is what it says: an emulator has operations that are not implemented as fp_exception_ieee_754.
 */
static struct tcb *fpu_exception(struct tcb *me)
{
	u64 fsr;

	/* An emulator raises it with the unit off too, for a load of a quad register. */
	if (me->fpu == NULL)
		return no_fpu(me);
	fsr = fpu_status();
	me->frame.fault_address = 0;
	me->frame.type = FSR_FTT(fsr) == FSR_FTT_IEEE_754 ? TRAP_FP_IEEE_754 : TRAP_FP_OTHER;
	me->frame.fault_status = fsr;
	return fault_exception(me);
}

/* The rarer ones. */
static __noinline struct tcb *other_trap(struct tcb *me, unsigned int type)
{
	if (type >= TRAP_KDEBUG_PUTC && type <= TRAP_KDEBUG_ENTER)
		return debug_trap(me);
	switch (type) {
	case TRAP_IMISS:
		return page_fault(me, me->frame.tpc, RIGHT_X);
	case TRAP_DPROT:
		return page_fault(me, me->frame.fault_address, RIGHT_W);
	case TRAP_FP_DISABLED:
		return no_fpu(me);
	case TRAP_FP_IEEE_754:
	case TRAP_FP_OTHER:
		return fpu_exception(me);
	default:
		return exception(me, type);
	}
}

struct tcb *trap_handler(struct tcb *me)
{
	unsigned int type = me->frame.type & TRAP_TYPE_MASK;

	/* A short IPC may have switched to it. */
	me->state = THREAD_RUNNING;
	this_cpu()->current = me;
	if (type - SYSCALL_FIRST < SYSCALL_COUNT)
		return syscall_handler(me);
	if (type == TRAP_INTERRUPT_VECTOR) {
		device_interrupt((unsigned int)me->frame.fault_address);
		return this_cpu()->current;
	}
	/* The timer is handled on the way out, like all that comes at preemption points. */
	if (type - (TRAP_INTERRUPT_LEVEL + 1) < PIL_MAX) {
		this_cpu()->interrupts = true;
		return me;
	}
	if (type == TRAP_DMISS)
		return page_fault(me, me->frame.fault_address, access_of(me));
	if (type < TRAP_FP_DISABLED)
		return fault_exception(me);
	return other_trap(me, type);
}
