/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Offsets of structure members for assembler files: compiled to assembler, then filtered.
 */
#include <api/thread.h>
#include <generic/cpu.h>

#define OFFSET(name, type, member) \
	__asm__ volatile("->" #name " %0" : : "i"(offsetof(type, member)))

void offsets(void);

void offsets(void)
{
	OFFSET(TCB_FRAME, struct tcb, frame);
	__asm__ volatile("->TCB_FRAME_END %0" : :
			 "i"(offsetof(struct tcb, frame) + sizeof(struct save_frame)));
	OFFSET(FRAME_VECTOR, struct save_frame, vector);
	OFFSET(FRAME_RIP, struct save_frame, rip);
	OFFSET(CPU_CURRENT, struct cpu, current);
	OFFSET(CPU_TRAP_STACK, struct cpu, arch.tss.trap_stack);
	OFFSET(CPU_SCRATCH, struct cpu, scratch);
}
