/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Offsets of structure members, and constants, for assembler files: compiled to assembler, then
 * filtered.
 */
#include <api/exregs.h>
#include <api/space.h>
#include <api/thread.h>
#include <api/time.h>
#include <arch/space.h>
#include <base/offsets.h>
#include <generic/cpu.h>
#include <l4/abi/utcb.h>

/* With one processor there is one set of gates. */
#ifdef CONFIG_SMP
#define FIRST_GATE	offsetof(struct cpu, first_gate)
#else
#define FIRST_GATE	0
#endif

void offsets(void);

#ifdef CONFIG_HARDEN_TABLES
void passage_offsets(void);

void passage_offsets(void)
{
	OFFSET(CPU_ENTRY_STACK, struct cpu, arch.tss.entry_stack);
	CONSTANT(PASSAGE_TO_TRAP_STACK, (int)offsetof(struct arch_cpu, tss.trap_stack) -
					(int)offsetof(struct arch_cpu, passage[0].onto));
}
#endif

static void offsets_of_cpu(void)
{
	OFFSET(CPU_CURRENT, struct cpu, current);
	OFFSET(CPU_TODO, struct cpu, todo);
	CONSTANT(CPU_FIRST_GATE, FIRST_GATE);
	OFFSET(CPU_READY, struct cpu, ready);
	OFFSET(CPU_TRAP_STACK, struct cpu, arch.tss.trap_stack);
	OFFSET(CPU_IPC_RETURN, struct cpu, arch.tss.software[0]);
	OFFSET(CPU_COMPAT_IPC_RETURN, struct cpu, arch.tss.software[1]);
	OFFSET(CPU_USER_STACK, struct cpu, arch.user_stack);
	OFFSET(CPU_SEGMENTS, struct cpu, arch.segments);
	OFFSET(CPU_STACK_TOP, struct cpu, arch.stack_top);
	CONSTANT(CPU_STACKS_BYTES, sizeof(struct cpu_stacks));
}

void offsets(void)
{
	OFFSET(TCB_FRAME, struct tcb, frame);
	OFFSET(TCB_LINE, struct tcb, id);
	OFFSET(TCB_GATE, struct tcb, gate);
	OFFSET(TCB_GATE_HIGH, struct tcb, gate_high);
	OFFSET(TCB_STATE, struct tcb, state);
	OFFSET(TCB_PRIO, struct tcb, prio);
	OFFSET(TCB_USUAL, struct tcb, usual);
	OFFSET(TCB_UTCB, struct tcb, utcb);
	OFFSET(TCB_LOCAL_ID, struct tcb, local_id);
	OFFSET(TCB_SPACE_WORD, struct tcb, space_word);
	OFFSET(TCB_READY, struct tcb, ready.next);
	OFFSET(TCB_SPACE, struct tcb, space);
	OFFSET(TCB_SPACE_SERIAL, struct tcb, space_serial);
	OFFSET(TCB_SLICE, struct tcb, slice);
	OFFSET(TCB_SLICE_LEFT, struct tcb, slice_left);
	OFFSET(TCB_VECTOR, struct tcb, frame.vector);
	OFFSET(TCB_RSP, struct tcb, frame.rsp);
	OFFSET(TCB_RFLAGS, struct tcb, frame.rflags);
	OFFSET(TCB_RIP, struct tcb, frame.rip);
	OFFSET(TCB_CS, struct tcb, frame.cs);
	OFFSET(TCB_RBX, struct tcb, frame.rbx);
	OFFSET(TCB_RBP, struct tcb, frame.rbp);
	OFFSET(TCB_RAX, struct tcb, frame.rax);
	OFFSET(TCB_RDX, struct tcb, frame.rdx);
	OFFSET(TCB_RSI, struct tcb, frame.rsi);
	OFFSET(TCB_RDI, struct tcb, frame.rdi);
	OFFSET(TCB_R8, struct tcb, frame.r8);
	OFFSET(TCB_R9, struct tcb, frame.r9);
	OFFSET(TCB_R10, struct tcb, frame.r10);
	OFFSET(THREAD_SCHEDULER, struct thread, scheduler);
	OFFSET(SPACE_PRIVILEGED, struct space, is_privileged);
	CONSTANT(THREAD_TABLE, (long)ARCH_ALIAS_BASE);
	CONSTANT(TID_NUMBER_SHIFT, TID_NUMBER_SHIFT);
	CONSTANT(TID_NUMBER_MASK, MASK(TID_NUMBER_BITS));
	CONSTANT(EXREGS_CHANGES, EXREGS_CHANGES);
	CONSTANT(STATE_ASKING, THREAD_ASKING);
	CONSTANT(STATE_RUNNING, THREAD_RUNNING);
	CONSTANT(STATE_WAITING, THREAD_WAITING);
	CONSTANT(GATE_HIGH_RUNNING, GATE_HIGH_RUNNING);
	CONSTANT(GATE_MIDDLE, (int)(GATE(0, 0) >> 24));
	CONSTANT(USUAL_WORDS, USUAL_WORDS);
	CONSTANT(GATE_SWITCHED, GATE_SWITCHED);
	CONSTANT(UTCB_FLAGS, L4_UTCB_FLAGS * (int)sizeof(word_t));
	CONSTANT(UTCB_FLAG_PENDING, L4_UTCB_FLAG_PENDING);
	CONSTANT(UTCB_HANDLE, L4_UTCB_USER_HANDLE * (int)sizeof(word_t));
	CONSTANT(UTCB_PAGER, L4_UTCB_PAGER * (int)sizeof(word_t));
	CONSTANT(TIME_MANTISSA_BITS, L4_TIME_MANTISSA_BITS);
	CONSTANT(TIME_EXPONENT_MAX, TIME_EXPONENT_MAX);
	offsets_of_cpu();
}
