/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Model-specific registers: numbers and access.
 */
#ifndef L4_ARCH_MSR_H
#define L4_ARCH_MSR_H

#define MSR_TSC			0x00000010
#define MSR_APIC_BASE		0x0000001b
#define MSR_SPEC_CTRL		0x00000048
#define MSR_PRED_CMD		0x00000049
#define MSR_MTRRCAP		0x000000fe
#define MSR_SYSENTER_CS		0x00000174
#define MSR_SYSENTER_ESP	0x00000175
#define MSR_SYSENTER_EIP	0x00000176
#define MSR_MISC_ENABLE		0x000001a0	/* Intel only */
#define MSR_PAT			0x00000277
#define MSR_TSC_DEADLINE	0x000006e0
#define MSR_XSS			0x00000da0
#define MSR_EFER		0xc0000080
#define MSR_STAR		0xc0000081
#define MSR_LSTAR		0xc0000082
#define MSR_CSTAR		0xc0000083
#define MSR_SFMASK		0xc0000084
#define MSR_FS_BASE		0xc0000100
#define MSR_GS_BASE		0xc0000101
#define MSR_KERNEL_GS_BASE	0xc0000102
#define MSR_TSC_AUX		0xc0000103

#define APIC_BASE_BSP		0x100
#define APIC_BASE_X2APIC	0x400
#define APIC_BASE_ENABLE	0x800
#define APIC_BASE_ADDR_MASK	0x000ffffffffff000

#define MISC_ENABLE_XD_DISABLE	0x0000000400000000

#ifndef __ASSEMBLER__

#include <base/types.h>

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (u64)high << 32 | low;
}

static inline void wrmsr(u32 msr, u64 value)
{
	u32 low = (u32)(value & UINT32_MAX), high = (u32)(value >> 32);

	asm volatile("wrmsr" : : "c"(msr), "a"(low), "d"(high) : "memory");
}

#endif

#endif
