/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the processor itself reads of its data: the task state segment.
 */
#ifndef L4_ARCH_PERCPU_H
#define L4_ARCH_PERCPU_H

#include <base/types.h>

/* (AMD64 manual, volume 2, section 12.2.5) */
struct tss {
	u32 reserved0;
	u64 trap_stack;		/* stack pointer of a trap from user mode */
	u64 software[2];	/* stack pointers of the levels 1 and 2, which nobody uses */
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3;
	u16 bitmap_offset;
} __packed;

struct arch_cpu {
	struct tss tss;
} __packed;

#endif
