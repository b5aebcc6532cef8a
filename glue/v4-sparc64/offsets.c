/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Offsets of structure members for assembler files: compiled to assembler, then filtered.
 */
#include <api/thread.h>
#include <base/offsets.h>
#include <generic/cpu.h>
#include <glue/panic.h>

/* Entry and exit code has a pointer to the frame; members of the thread lie around it. */
#define FROM_FRAME(name, member) \
	CONSTANT(name, (long)offsetof(struct tcb, member) - (long)offsetof(struct tcb, frame))

void offsets(void);

void offsets(void)
{
	OFFSET(TCB_FRAME, struct tcb, frame);
	OFFSET(TCB_STATE, struct tcb, state);
	OFFSET(TCB_GATE_HIGH, struct tcb, gate_high);
	CONSTANT(STATE_RUNNING, THREAD_RUNNING);
	CONSTANT(STATE_WAITING, THREAD_WAITING);
	/* All threads have the processor's words here: see tcb_runs_as_usual(). */
	CONSTANT(GATE_AS_USUAL, GATE_HIGH(GATE(THREAD_RUNNING, 0)));
	FROM_FRAME(FRAME_TCB_FPU, fpu);
	FROM_FRAME(FRAME_TCB_UTCB, utcb);
	FROM_FRAME(FRAME_TCB_LOCAL_ID, local_id);
	FROM_FRAME(FRAME_TCB_SPACE_WORD, space_word);
	OFFSET(FRAME_GLOBAL, struct save_frame, global);
	OFFSET(FRAME_OUT, struct save_frame, out);
	OFFSET(FRAME_TSTATE, struct save_frame, tstate);
	OFFSET(FRAME_TPC, struct save_frame, tpc);
	OFFSET(FRAME_TNPC, struct save_frame, tnpc);
	OFFSET(FRAME_Y, struct save_frame, y);
	OFFSET(FRAME_TYPE, struct save_frame, type);
	OFFSET(FRAME_FAULT_ADDRESS, struct save_frame, fault_address);
	OFFSET(FRAME_FAULT_STATUS, struct save_frame, fault_status);
	OFFSET(FRAME_MESSAGE, struct save_frame, message);
	OFFSET(FRAME_SLOT_END, struct save_frame, slot_end);
	OFFSET(FRAME_SLOT, struct save_frame, slot);
	OFFSET(CPU_CURRENT, struct cpu, current);
	OFFSET(CPU_TODO, struct cpu, todo);
	OFFSET(CPU_STACK_POINTER, struct cpu, arch.stack_pointer);
	OFFSET(CPU_NOBODY, struct cpu, arch.nobody);
	OFFSET(CPU_IRQ_DEVICES, struct cpu, arch.irq_devices);
	OFFSET(RECORD_BUSY, struct trap_record, busy);
	OFFSET(RECORD_TYPE, struct trap_record, type);
	OFFSET(RECORD_ADDRESS, struct trap_record, address);
	OFFSET(RECORD_STATUS, struct trap_record, status);
	OFFSET(RECORD_TL, struct trap_record, tl);
	OFFSET(RECORD_TT, struct trap_record, tt);
	OFFSET(RECORD_TPC, struct trap_record, tpc);
	OFFSET(RECORD_TNPC, struct trap_record, tnpc);
	OFFSET(RECORD_TSTATE, struct trap_record, tstate);
	OFFSET(RECORD_SP, struct trap_record, sp);
	OFFSET(RECORD_FP, struct trap_record, fp);
	OFFSET(RECORD_I7, struct trap_record, i7);
	OFFSET(RECORD_O7, struct trap_record, o7);
}
