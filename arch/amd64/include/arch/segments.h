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

/*
 * GDT, TSS and IDT of this processor, with these stacks and the handlers of `vectors` (256
 * addresses). The processor finds the TSS through the window, where its page is mapped; it must
 * not cross a page. Boot only.
 */
void segments_init(struct cpu_stacks *stacks, const kvaddr_t *vectors);
/* Lets users raise this vector by a software interrupt. Boot only. */
void segments_open_vector(unsigned int vector);

#endif
#endif
