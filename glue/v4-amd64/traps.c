/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions and interrupts: what the processor reports becomes what the API handles.
 */
#include <api/fault.h>
#include <api/kip.h>
#include <api/port.h>
#include <api/space.h>
#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <arch/preempt.h>
#include <arch/segments.h>
#include <generic/cpu.h>
#include <generic/printf.h>
#include <generic/usercopy.h>
#include <glue/code_byte.h>
#include <glue/compat.h>
#include <glue/glue.h>
#include <glue/panic.h>
#include <kdb/hooks.h>

#define PF_PRESENT	0x01
#define PF_WRITE	0x02
#define PF_FETCH	0x10

static struct tcb *page_fault(struct tcb *me)
{
	word_t error = me->frame.error;
	unsigned int access = error & PF_FETCH ? RIGHT_X : error & PF_WRITE ? RIGHT_W : RIGHT_R;

	return IS_ENABLED(CONFIG_SMP) && (error & PF_PRESENT) ?
		       fault_page(me, read_cr2(), access) :
		       fault_absent_page(me, read_cr2(), access);
}

static __noinline struct tcb *protection_fault(struct tcb *me)
{
	unsigned int port, bytes;

	/* An access beyond the last port fails whatever a pager maps. */
	if (me->frame.error == 0 && io_instruction(me, &port, &bytes) && port + bytes <= IO_PORTS) {
		if (!iospace_is_permitted(&me->space->io, port, bytes))
			return fault_io(me, port, bytes);
		/* The space has got its bitmap meanwhile, and this processor sees the old one. */
		if (flush_own())
			return me;
	}
	return fault_exception(me);
}

static struct tcb *no_fpu(struct tcb *me)
{
	return fpu_state_first_use(me) == ERR_OK ? me : fault_exception(me);
}

/* KernelInterface: `lock; nop`. */
#define LOCK		0xf0
static const u8 lock_nop[] = { LOCK, 0x90 };

/* What the tables of the space say stands there. */
static __noinline bool is_lock_nop(const struct tcb *me)
{
	for (unsigned int i = 0; i < sizeof(lock_nop); i++) {
		u8 code;

		if (!user_byte(&me->space->pt, me->frame.rip + i, &code) || code != lock_nop[i])
			return false;
	}
	return true;
}

static unsigned int word_bytes(const struct tcb *t)
{
	return is_compat(t) ? sizeof(u32) : sizeof(word_t);
}

/* Word i of the kernel interface page as t sees it. */
static word_t kip_word(const struct tcb *t, word_t i)
{
	return is_compat(t) ? ((const u32 *)kip32_page())[i] : ((const word_t *)kip_page())[i];
}

static __noinline struct tcb *kernel_interface(struct tcb *me)
{
	port_set_user_ip(me, me->frame.rip + sizeof(lock_nop));
	me->frame.rax = me->space->kip_base;
	me->frame.rcx = kip_word(me, L4_KIP_WORD_API_VERSION);
	me->frame.rdx = kip_word(me, L4_KIP_WORD_API_FLAGS);
	me->frame.rsi = kip_word(me, kip_word(me, L4_KIP_WORD_KERNDESC_PTR) / word_bytes(me));
	return me;
}

static struct tcb *invalid_opcode(struct tcb *me)
{
	unsigned int first = code_byte(me->frame.rip);

	return unlikely(first == LOCK || first == NO_CODE) && is_lock_nop(me) ?
		       kernel_interface(me) : fault_exception(me);
}

struct tcb *trap_handler(struct tcb *me)
{
	unsigned int vector = (unsigned int)me->frame.vector;

	switch (vector) {
	case VECTOR_DEBUG:
		return kdb_user_debug_exception(me) ? me : fault_exception(me);
	case VECTOR_PAGE_FAULT:
		return page_fault(me);
	case VECTOR_NO_FPU:
		return no_fpu(me);
	case VECTOR_INVALID_OPCODE:
		return invalid_opcode(me);
	case VECTOR_PROTECTION:
		return protection_fault(me);
	case VECTOR_BREAKPOINT:
		return debug_trap(me);
	default:
		return fault_exception(me);
	}
}

/* True: the kernel goes on behind the instruction that has faulted. */
static bool is_mended(struct save_frame *f)
{
	for (const struct fixup *at = code_fixups; at < code_fixups_end; at++) {
		if (f->rip == at->load) {
			f->rip = at->behind;
			f->rax = NO_CODE;
			return true;
		}
	}
	return false;
}

bool kernel_trap_handler(struct save_frame *f)
{
	if (f->vector < VECTOR_FIRST_IRQ) {
		if (f->vector == VECTOR_PAGE_FAULT && is_mended(f))
			return false;
		(void)segments_own_gs();
		panic_frame(f, "exception %lu in the kernel, error %#lx, address %#lx", f->vector,
			    f->error, (word_t)read_cr2());
	}
	interrupt_record((unsigned int)f->vector);
	return f->rip >= (word_t)idle_loop && f->rip < (word_t)idle_loop_end;
}

void fatal_handler(struct save_frame *f)
{
	(void)segments_own_gs();
	/* A short IPC has told the trap stack alone who runs. */
	if (f->cs & 3)
		this_cpu()->current = tcb_of_line((word_t *)this_cpu()->arch.tss.trap_stack);
	panic_frame(f, "exception %lu, error %#lx", f->vector, f->error);
}
