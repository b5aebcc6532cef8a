/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control registers, flags and the instructions that a processor is steered
 * with. The bits are usable from assembler.
 */
#ifndef L4_ARCH_CPUREG_H
#define L4_ARCH_CPUREG_H

#include <base/reg.h>

/* CR0: what the processor as a whole does. (name, bit, the manual's name) */
#define CR0_PE		REG_BIT(0)	/* protection enable */
#define CR0_MP		REG_BIT(1)	/* monitor coprocessor */
#define CR0_EM		REG_BIT(2)	/* emulation */
#define CR0_TS		REG_BIT(3)	/* task switched */
#define CR0_ET		REG_BIT(4)	/* extension type */
#define CR0_NE		REG_BIT(5)	/* numeric error */
#define CR0_WP		REG_BIT(16)	/* write protect */
#define CR0_AM		REG_BIT(18)	/* alignment mask */
#define CR0_PG		REG_BIT(31)	/* paging */

/* CR3: with CR4_PCIDE the rest are a number and, in what is written, a flag. */
#define CR3_ADDR_MASK	0x000ffffffffff000	/* table base address */
#define CR3_NUMBER_BITS	12			/* process-context identifier */
#define CR3_NUMBER_MASK	0xfff
#define CR3_KEEP	REG_BIT(63)		/* what the buffer has of the number stays */

/* CR4. */
#define CR4_PAE		REG_BIT(5)	/* physical-address extension */
#define CR4_MCE		REG_BIT(6)	/* machine check enable */
#define CR4_PGE		REG_BIT(7)	/* page-global enable */
#define CR4_OSFXSR	REG_BIT(9)	/* FXSAVE and FXRSTOR support */
#define CR4_OSXMMEXCPT	REG_BIT(10)	/* unmasked exception support */
#define CR4_UMIP	REG_BIT(11)	/* user mode instruction prevention */
#define CR4_PCIDE	REG_BIT(17)	/* process-context identifier enable */
#define CR4_OSXSAVE	REG_BIT(18)	/* XSAVE and extended states */
#define CR4_SMEP	REG_BIT(20)	/* supervisor mode execution prevention */
#define CR4_SMAP	REG_BIT(21)	/* supervisor mode access protection */

/* EFER, an MSR. */
#define EFER_SCE	REG_BIT(0)	/* system call extensions */
#define EFER_LME	REG_BIT(8)	/* long mode enable */
#define EFER_NXE	REG_BIT(11)	/* no-execute enable */
#define EFER_AIBRSE	REG_BIT(21)	/* automatic IBRS enable */

/* XCR0: components of XSAVE. */
#define XCR0_X87	REG_BIT(0)	/* x87 */
#define XCR0_SSE	REG_BIT(1)	/* SSE */
#define XCR0_AVX	REG_BIT(2)	/* YMM */

/* RFLAGS. */
#define RFLAGS_CF	REG_BIT(0)	/* carry */
#define RFLAGS_FIXED	REG_BIT(1)	/* reserved, read as one */
#define RFLAGS_PF	REG_BIT(2)	/* parity */
#define RFLAGS_AF	REG_BIT(4)	/* auxiliary */
#define RFLAGS_ZF	REG_BIT(6)	/* zero */
#define RFLAGS_SF	REG_BIT(7)	/* sign */
#define RFLAGS_TF	REG_BIT(8)	/* trap */
#define RFLAGS_IF	REG_BIT(9)	/* interrupt */
#define RFLAGS_DF	REG_BIT(10)	/* direction */
#define RFLAGS_OF	REG_BIT(11)	/* overflow */
#define RFLAGS_IOPL	(REG_BIT(12) | REG_BIT(13))	/* IO privilege level */
#define RFLAGS_NT	REG_BIT(14)	/* nested task */
#define RFLAGS_RF	REG_BIT(16)	/* resume */
#define RFLAGS_VM	REG_BIT(17)	/* virtual-8086 mode */
#define RFLAGS_AC	REG_BIT(18)	/* alignment check */

#ifndef __ASSEMBLER__

static inline u64 read_cr0(void)
{
	u64 value;

	__asm__ volatile("movq %%cr0, %0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr0(u64 value)
{
	__asm__ volatile("movq %0, %%cr0" : : "r"(value) : "memory");
}

static inline u64 read_cr2(void)
{
	u64 value;

	__asm__ volatile("movq %%cr2, %0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr2(u64 value)
{
	__asm__ volatile("movq %0, %%cr2" : : "r"(value) : "memory");
}

static inline u64 read_cr3(void)
{
	u64 value;

	__asm__ volatile("movq %%cr3, %0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr3(u64 value)
{
	__asm__ volatile("movq %0, %%cr3" : : "r"(value) : "memory");
}

static inline u64 read_cr4(void)
{
	u64 value;

	__asm__ volatile("movq %%cr4, %0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr4(u64 value)
{
	__asm__ volatile("movq %0, %%cr4" : : "r"(value) : "memory");
}

/* Needs CR4_OSXSAVE. */
static inline u64 read_xcr0(void)
{
	u32 low, high;

	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (u64)high << 32 | low;
}

static inline void write_xcr0(u64 value)
{
	__asm__ volatile("xsetbv" : : "c"(0), "a"((u32)value), "d"((u32)(value >> 32)) : "memory");
}

static inline u64 read_rflags(void)
{
	u64 value;

	__asm__ volatile("pushfq; popq %0" : "=r"(value) : : "memory");
	return value;
}

struct cpuid_regs {
	u32 eax, ebx, ecx, edx;
};

/* A leaf above the highest one gives data of another leaf: see cpu_detect(). */
static inline struct cpuid_regs cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid_regs r;

	__asm__ volatile("cpuid"
		     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
		     : "a"(leaf), "c"(subleaf));
	return r;
}

/* Not ordered with the instructions around it. */
static inline u64 rdtsc(void)
{
	u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

/* Waits for all earlier loads first: for measuring, not needed to read the time. */
static inline u64 rdtsc_ordered(void)
{
	u32 low, high;

	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
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
			__asm__ volatile("" : : : "memory");
}

static inline void cpu_pause(void)
{
	__asm__ volatile("pause" : : : "memory");
}

/* What caches hold and memory does not goes there. */
static inline void write_back_caches(void)
{
	__asm__ volatile("wbinvd" : : : "memory");
}

static inline void cpu_cli(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline void cpu_sti(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline void cpu_hlt(void)
{
	__asm__ volatile("hlt" : : : "memory");
}

/*
 * Opens interrupts for one instruction, so that those that are pending are
 * taken: the NOP is in the shadow of STI.
 */
static inline void cpu_sti_cli(void)
{
	__asm__ volatile("sti; nop; cli" : : : "memory");
}

/* Sleeps until an interrupt; none is lost between the STI and the HLT. */
static inline void cpu_sti_hlt(void)
{
	__asm__ volatile("sti; hlt" : : : "memory");
}

#endif

#endif
