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
	OFFSET(FRAME_VECTOR, struct save_frame, vector);
	OFFSET(CPU_CURRENT, struct cpu, current);
	OFFSET(CPU_TRAP_STACK, struct cpu, arch.tss.trap_stack);
	OFFSET(CPU_SCRATCH, struct cpu, scratch);
}
