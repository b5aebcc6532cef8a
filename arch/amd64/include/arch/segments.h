/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptor tables: selectors, task state segment, interrupt gates.
 * (AMD64 manual, volume 2, chapters 4, 8 and 12)
 */
#ifndef L4_ARCH_SEGMENTS_H
#define L4_ARCH_SEGMENTS_H

/* SYSRET wants 32-bit code, data and 64-bit code in a row. */
#define SEL_KERNEL_CODE	0x08
#define SEL_KERNEL_DATA	0x10
#define SEL_USER_CODE32	0x1b
#define SEL_USER_DATA	0x23
#define SEL_USER_CODE64	0x2b
#define SEL_USER_GS	0x33
#define SEL_TSS		0x38

#ifndef __ASSEMBLER__

#include <arch/percpu.h>
#include <base/types.h>

/* The IDT of all processors, with the handlers of `vectors` (256 addresses). Boot only, once. */
void segments_init(const kvaddr_t *vectors);
/* Then a second one, with LIPC_USER; what has a stack of its own has the handler of the first. */
void segments_init_second(const kvaddr_t *vectors);
/* GDT and TSS of processor `number`, whose struct cpu is in the window. Boot only. */
void segments_create(struct arch_cpu *c, unsigned int number, struct cpu_stacks *stacks);
/* This processor uses those of c, and the IDT. Before, code must not ask which one it is. */
void segments_load(struct arch_cpu *c);
/* This processor uses the second IDT, or the first one again. With LIPC_USER. */
void segments_use_second(bool on);
/* GS leads to this processor's data from here on. Returns the selector that was there. */
static inline u32 segments_own_gs(void)
{
	u32 was;

	__asm__ volatile("movl %%gs, %0" : "=r"(was));
	__asm__ volatile("movl %0, %%gs" : : "r"(SEL_USER_GS) : "memory");
	return was;
}
/* Lets users raise this vector by a software interrupt. Boot only. */
void segments_open_vector(unsigned int vector);

#endif
#endif
