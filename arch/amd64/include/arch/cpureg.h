/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control registers, flags and the instructions that a processor is steered
 * with. The bits are usable from assembler.
 */
#ifndef L4_ARCH_CPUREG_H
#define L4_ARCH_CPUREG_H

#define CR0_PE		0x00000001
#define CR0_MP		0x00000002
#define CR0_EM		0x00000004
#define CR0_TS		0x00000008
#define CR0_ET		0x00000010
#define CR0_NE		0x00000020
#define CR0_WP		0x00010000
#define CR0_AM		0x00040000
#define CR0_NW		0x20000000
#define CR0_CD		0x40000000
#define CR0_PG		0x80000000

#define CR3_PCID_MASK	0x0000000000000fff
#define CR3_ADDR_MASK	0x000ffffffffff000
#define CR3_NO_FLUSH	0x8000000000000000

#define CR4_VME		0x00000001
#define CR4_PVI		0x00000002
#define CR4_TSD		0x00000004
#define CR4_DE		0x00000008
#define CR4_PSE		0x00000010
#define CR4_PAE		0x00000020
#define CR4_MCE		0x00000040
#define CR4_PGE		0x00000080
#define CR4_PCE		0x00000100
#define CR4_OSFXSR	0x00000200
#define CR4_OSXMMEXCPT	0x00000400
#define CR4_UMIP	0x00000800
#define CR4_LA57	0x00001000
#define CR4_VMXE	0x00002000
#define CR4_FSGSBASE	0x00010000
#define CR4_PCIDE	0x00020000
#define CR4_OSXSAVE	0x00040000
#define CR4_SMEP	0x00100000
#define CR4_SMAP	0x00200000
#define CR4_PKE		0x00400000

#define EFER_SCE	0x00000001
#define EFER_LME	0x00000100
#define EFER_LMA	0x00000400
#define EFER_NXE	0x00000800
#define EFER_SVME	0x00001000

#define XCR0_X87	0x00000001
#define XCR0_SSE	0x00000002
#define XCR0_AVX	0x00000004

#define RFLAGS_CF	0x00000001
#define RFLAGS_FIXED	0x00000002	/* always reads as one */
#define RFLAGS_PF	0x00000004
#define RFLAGS_AF	0x00000010
#define RFLAGS_ZF	0x00000040
#define RFLAGS_SF	0x00000080
#define RFLAGS_TF	0x00000100
#define RFLAGS_IF	0x00000200
#define RFLAGS_DF	0x00000400
#define RFLAGS_OF	0x00000800
#define RFLAGS_IOPL	0x00003000
#define RFLAGS_NT	0x00004000
#define RFLAGS_RF	0x00010000
#define RFLAGS_VM	0x00020000
#define RFLAGS_AC	0x00040000
#define RFLAGS_VIF	0x00080000
#define RFLAGS_VIP	0x00100000
#define RFLAGS_ID	0x00200000

#ifndef __ASSEMBLER__

#include <base/types.h>

static inline u64 read_cr0(void)
{
	u64 value;

	asm volatile("movq %%cr0, %0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr0(u64 value)
{
	asm volatile("movq %0, %%cr0" : : "r"(value) : "memory");
}

static inline u64 read_cr2(void)
{
	u64 value;

	asm volatile("movq %%cr2, %0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr2(u64 value)
{
	asm volatile("movq %0, %%cr2" : : "r"(value) : "memory");
}

static inline u64 read_cr3(void)
{
	u64 value;

	asm volatile("movq %%cr3, %0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr3(u64 value)
{
	asm volatile("movq %0, %%cr3" : : "r"(value) : "memory");
}

static inline u64 read_cr4(void)
{
	u64 value;

	asm volatile("movq %%cr4, %0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr4(u64 value)
{
	asm volatile("movq %0, %%cr4" : : "r"(value) : "memory");
}

/* Needs CR4_OSXSAVE. */
static inline u64 read_xcr0(void)
{
	u32 low, high;

	asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (u64)high << 32 | low;
}

static inline void write_xcr0(u64 value)
{
	asm volatile("xsetbv" : : "c"(0), "a"((u32)value), "d"((u32)(value >> 32)) : "memory");
}

/* Clears CR0_TS without reading CR0. */
static inline void cpu_clts(void)
{
	asm volatile("clts" : : : "memory");
}

static inline u64 read_rflags(void)
{
	u64 value;

	asm volatile("pushfq; popq %0" : "=r"(value) : : "memory");
	return value;
}

struct cpuid_regs {
	u32 eax, ebx, ecx, edx;
};

/* A leaf above the highest one gives data of another leaf: see cpu_detect(). */
static inline struct cpuid_regs cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid_regs r;

	asm volatile("cpuid"
		     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
		     : "a"(leaf), "c"(subleaf));
	return r;
}

/* Not ordered with the instructions around it. */
static inline u64 rdtsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

/* Waits for all earlier loads first: for measuring, not needed to read the time. */
static inline u64 rdtsc_ordered(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (u64)high << 32 | low;
}

#define TSC_SPIN_LOOPS	256	/* some hundred nanoseconds */

/*
 * Waits until at least so many cycles have passed since `start`, with as few reads of the counter
 * as possible: under an emulator that counts instructions each one is slow.
 */
static inline void tsc_spin(u64 start, u64 cycles)
{
	while (rdtsc_ordered() - start < cycles)
		for (unsigned int i = 0; i < TSC_SPIN_LOOPS; i++)
			asm volatile("" : : : "memory");
}

static inline void cpu_pause(void)
{
	asm volatile("pause" : : : "memory");
}

static inline void cpu_cli(void)
{
	asm volatile("cli" : : : "memory");
}

static inline void cpu_sti(void)
{
	asm volatile("sti" : : : "memory");
}

static inline void cpu_hlt(void)
{
	asm volatile("hlt" : : : "memory");
}

/*
 * Opens interrupts for one instruction, so that those that are pending are
 * taken: the NOP is in the shadow of STI.
 */
static inline void cpu_sti_cli(void)
{
	asm volatile("sti; nop; cli" : : : "memory");
}

/* Sleeps until an interrupt; none is lost between the STI and the HLT. */
static inline void cpu_sti_hlt(void)
{
	asm volatile("sti; hlt" : : : "memory");
}

#endif

#endif
