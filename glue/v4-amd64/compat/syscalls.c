/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of 32-bit programs: which register is which parameter, and what it is in 64 bits.
 * (X.2, ia32 interface)
 */
#include <glue/compat.h>
#include <glue/glue.h>

#include <api/compat.h>
#include <api/fault.h>
#include <api/ipc.h>
#include <api/syscalls.h>
#include <arch/percpu.h>
#include <arch/segments.h>
#include <arch/vectors.h>
#include <generated/syscalls.h>
#include <glue/fastpath_ids.h>
#include <glue/stubs.h>

#define SYSCALL_BYTES	2

/* As entry.S passes them. Most stubs have moved ECX to EBX. */
#define REGISTERS \
	u32 edi __unused, u32 esi __unused, u32 edx __unused, struct tcb *me, u32 eax __unused, \
	u32 ebx __unused

/* A word at an offset in bytes from message register 0. */
static u32 utcb_word32(const struct tcb *t, int offset)
{
	return *(const volatile u32 *)((const char *)tcb_utcb(t) + offset);
}

/* The call returns by SYSRET to this tail of its stub. */
static __always_inline void return_to(struct tcb *me, word_t tail)
{
	me->frame.vector = FRAME_CALL32;
	me->frame.rip = tail;
}

/* A register that the program finds again: only its lower half is looked at on the way out. */
static void keep(word_t *reg, u32 value)
{
	*(u32 *)reg = value;
}

/* Message register 0 comes in ESI. */
static void take_mr0(struct tcb *me, u32 esi)
{
	*(volatile u32 *)tcb_utcb(me) = esi;
}

/* tid_from32(), quick for what most ids are. */
static __always_inline word_t id_of(u32 id)
{
	return likely(tid_is_global(id) && id != L4_IA32_TID_ANY) ? fastpath_tid_from32(id) :
								     tid_from32(id);
}

/* The same of a thread that the call looks up: nobody has the id that "any thread" becomes. */
static __always_inline word_t dest_of(u32 id)
{
	return likely(tid_is_global(id)) ? fastpath_tid_from32(id) : tid_from32(id);
}

/* word_from32_unchanged(), for a call that looks at the lower half of all others only. */
static word_t control_of(u32 word)
{
	return tag_from32(word);
}

static struct tcb *ipc(REGISTERS)
{
	return sys_ipc(me, id_of(eax), id_of(edx), ebx, tag_from32(esi));
}

/* With new values: apart, as it needs a stack. RCX of the frame is control, read once. */
static __noinline struct tcb *exchange_values(REGISTERS)
{
	struct exregs in = {
		.sp = edx, .ip = esi, .flags = edi, .handle = ebx,
		.pager = id_of(utcb_word32(me, STUB32_WORD_EBP)),
	};

	return sys_exchange_registers(me, id_of(eax), me->frame.rcx, &in);
}

static struct tcb *exchange_registers(REGISTERS)
{
	u32 control = utcb_word32(me, STUB32_WORD_ECX);

	return_to(me, STUB32_TAIL_LOADED);
	if (control & L4_EXREGS_SETS) {
		me->frame.rcx = control;
		return exchange_values(edi, esi, edx, me, eax, ebx);
	}
	return sys_exchange_registers(me, dest_of(eax), control, NULL);
}

static struct tcb *thread_control(REGISTERS)
{
	return_to(me, STUB32_TAIL_PLAIN);
	return sys_thread_control(me, id_of(eax), id_of(esi), id_of(edx),
				  id_of(ebx), word_from32_unchanged(edi));
}

static struct tcb *space_control(REGISTERS)
{
	return_to(me, STUB32_TAIL_SECOND);
	return sys_space_control(me, id_of(eax), ebx, edx, esi, id_of(edi));
}

static struct tcb *schedule(REGISTERS)
{
	return_to(me, STUB32_TAIL_PLAIN);
	return sys_schedule(me, dest_of(eax), control_of(edx), control_of(esi), control_of(ebx),
			    control_of(edi));
}

static struct tcb *thread_switch(REGISTERS)
{
	keep(&me->frame.rax, eax);
	keep(&me->frame.rbx, ebx);
	keep(&me->frame.rdx, edx);
	keep(&me->frame.rsi, esi);
	keep(&me->frame.rdi, edi);
	return_to(me, STUB32_TAIL_PUSHED);
	return sys_thread_switch(me, dest_of(eax));
}

static struct tcb *system_clock(REGISTERS)
{
	struct tcb *next;

	keep(&me->frame.rbx, ebx);
	return_to(me, STUB32_TAIL_PUSHED);
	next = sys_system_clock(me);
	me->frame.rdx = me->frame.rax >> 32;
	return next;
}

static struct tcb *processor_control(REGISTERS)
{
	return_to(me, STUB32_TAIL_PLAIN);
	return sys_processor_control(me);
}

static struct tcb *memory_control(REGISTERS)
{
	word_t attribute[4] = {
		utcb_word32(me, STUB32_WORD_ECX), edx, ebx,
		utcb_word32(me, STUB32_WORD_EBP),
	};

	take_mr0(me, esi);
	return_to(me, STUB32_TAIL_PLAIN);
	return sys_memory_control(me, eax, attribute);
}

static struct tcb *unmap(REGISTERS)
{
	take_mr0(me, esi);
	keep(&me->frame.rbx, ebx);
	return_to(me, STUB32_TAIL_KEPT);
	return sys_unmap(me, eax);
}

/* Nobody calls this but who executes SYSENTER with an address where no stub is. */
static struct tcb *no_call(REGISTERS)
{
	return_to(me, STUB32_TAIL_PLAIN);
	return me;
}

#define SYSCALL_FUNCTION(name, NAME) [SYSCALL_##NAME] = name,
compat_syscall_fn *const compat_syscalls[STUB_TABLE] = {
	SYSCALLS(SYSCALL_FUNCTION)
	[SYSCALL_COUNT ... STUB_TABLE - 1] = no_call,
};

/*
 * An instruction that enters the kernel and is none of a stub: one that this machine does not
 * have. SYSENTER does not tell where it stands, so it is taken for the one of Ipc.
 */
struct tcb *compat_stray(struct tcb *me)
{
	if (lipc_may_have_switched())
		me = lipc_enter(me);
	if (compat_entry == STUB32_SYSENTER)
		me->frame.rip = STUB32_ADDRESS(STUB32_SYSENTER) + STUB32_SYSENTER_AT;
	else
		me->frame.rip = (u32)(me->frame.rip - SYSCALL_BYTES);
	me->frame.vector = VECTOR_INVALID_OPCODE;
	return fault_exception(me);
}
