/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Model-specific registers: numbers and access.
 */
#ifndef L4_ARCH_MSR_H
#define L4_ARCH_MSR_H

/* name				number		the manual's name */
#define MSR_APIC_BASE		0x0000001b	/* IA32_APIC_BASE */
#define MSR_SPEC_CTRL		0x00000048	/* IA32_SPEC_CTRL, SPEC_CTRL */
#define MSR_PRED_CMD		0x00000049	/* IA32_PRED_CMD, PRED_CMD */
#define MSR_ARCH_CAPABILITIES	0x0000010a	/* IA32_ARCH_CAPABILITIES */
#define MSR_SYSENTER_CS		0x00000174	/* SYSENTER_CS */
#define MSR_SYSENTER_ESP	0x00000175	/* SYSENTER_ESP */
#define MSR_SYSENTER_EIP	0x00000176	/* SYSENTER_EIP */
#define MSR_PAT			0x00000277	/* PAT */
#define MSR_TSC_DEADLINE	0x000006e0	/* IA32_TSC_DEADLINE */
#define MSR_X2APIC		0x00000800	/* the first register of x2APIC mode */
#define MSR_EFER		0xc0000080	/* EFER */
#define MSR_STAR		0xc0000081	/* STAR */
#define MSR_LSTAR		0xc0000082	/* LSTAR */
#define MSR_CSTAR		0xc0000083	/* CSTAR */
#define MSR_SFMASK		0xc0000084	/* SF_MASK */
#define MSR_GS_BASE		0xc0000101	/* GS.base */
#define MSR_SYSCFG		0xc0010010	/* SYSCFG, of AMD processors only */

/* SPEC_CTRL and PRED_CMD. */
#define SPEC_CTRL_IBRS		0x1		/* indirect branches are restricted */
#define SPEC_CTRL_STIBP		0x2		/* ... and not predicted by the sibling thread */
#define PRED_CMD_IBPB		0x1		/* what was learnt of them is forgotten */

/* ARCH_CAPABILITIES. */
#define CAPABILITY_RDCL_NO	0x1		/* users' loads do not reach kernel memory */
#define CAPABILITY_IBRS_ALL	0x2		/* IBRS is set once, for all that follows */
#define CAPABILITY_MDS_NO	0x20		/* buffers keep nothing that could be reached */

/* SYSCFG. */
#define SYSCFG_ENCRYPTION	0x800000	/* MemEncryptionModEn, bit 23 */

/* APIC_BASE. */
#define APIC_BASE_X2APIC	0x400		/* EXTD, bit 10 */
#define APIC_BASE_ENABLE	0x800		/* AE, bit 11 */
#define APIC_BASE_ADDR_MASK	0x000ffffffffff000

#ifndef __ASSEMBLER__

#include <base/types.h>

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (u64)high << 32 | low;
}

static inline void wrmsr(u32 msr, u64 value)
{
	u32 low = (u32)(value & UINT32_MAX), high = (u32)(value >> 32);

	__asm__ volatile("wrmsr" : : "c"(msr), "a"(low), "d"(high) : "memory");
}

#endif

#endif
