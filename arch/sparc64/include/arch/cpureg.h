/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * State registers of the processor. (SPARC-V9 Manual, chapter 5; UltraSPARC User's Manual,
 * appendix on ancillary state registers)
 */
#ifndef L4_ARCH_CPUREG_H
#define L4_ARCH_CPUREG_H

#include <base/reg.h>

/* PSTATE: how the processor runs. (name, bit, the manual's name) */
#define PSTATE_AG	REG_BIT(0)			/* alternate globals */
#define PSTATE_IE	REG_BIT(1)			/* interrupt enable */
#define PSTATE_PRIV	REG_BIT(2)			/* privileged mode */
#define PSTATE_AM	REG_BIT(3)			/* address mask */
#define PSTATE_PEF	REG_BIT(4)			/* enable floating-point unit */
#define PSTATE_MM	(REG_BIT(6) | REG_BIT(7))	/* memory model */
#define PSTATE_CLE	REG_BIT(9)			/* current little endian */
#define PSTATE_MG	REG_BIT(10)			/* MMU globals */
#define PSTATE_MASK	0xfff

/* TSTATE: what a trap has saved. Both fit into the immediate field of an instruction. */
#define TSTATE_CWP		0x1f			/* current window pointer */
#define TSTATE_PSTATE_SHIFT	8
#define TSTATE_PRIV		REG_BIT(10)		/* PSTATE: privileged mode */

/* WSTATE: which spill and fill vectors are used; OTHER in bits 5:3, NORMAL in bits 2:0. */
#define WSTATE_USER	0x00
#define WSTATE_ENTRY	0x09	/* until the kernel's first window exists */
#define WSTATE_KERNEL	0x0a

#define INSTRUCTION_BYTES 4
#define CALL_BYTES	(2 * INSTRUCTION_BYTES)	/* call and its delay slot */

#define NWINDOWS	8
#define STACK_BIAS	2047
#define FRAME_BYTES	176	/* window and argument words of the smallest stack frame */

/* Ancillary state registers. (name, number, the manual's name) */
#define SET_SOFTINT	%asr20	/* SET_SOFTINT */
#define TICK_COMPARE	%asr23	/* TICK_CMPR */

/* SOFTINT. */
#define SOFTINT_TICK	REG_BIT(0)	/* TICK_INT */
#define SOFTINT_DEVICE	REG_BIT(1)	/* SOFTINT<1>: set by the interrupt vector handler */
#define PIL_MAX		15		/* processor interrupt level */

#ifndef __ASSEMBLER__

/* INT_DIS of TICK_CMPR: no interrupt; NPT of TICK: no user access. */
#define TICK_DISABLED	REG_BIT(63)

#define rdpr(reg) ({ \
	u64 value_; \
	__asm__ volatile("rdpr %%" #reg ", %0" : "=r"(value_)); \
	value_; \
})
/* A constant stands in the instruction, where a reader of the code sees it. */
#define wrpr(reg, value) \
	__asm__ volatile("wrpr %%g0, %0, %%" #reg : : "rI"((u64)(value)) : "memory")

/* With TICK_DISABLED, until clock_init() lets users read it. */
static inline u64 tick_read(void)
{
	u64 tick;

	__asm__ volatile("rd %%tick, %0" : "=r"(tick));
	return tick;
}

static inline void tick_compare_write(u64 tick)
{
	__asm__ volatile("wr %0, 0, %%asr23" : : "r"(tick));
}

static inline u64 softint_read(void)
{
	u64 bits;

	__asm__ volatile("rd %%asr22, %0" : "=r"(bits));
	return bits;
}

static inline void softint_clear(u64 bits)
{
	__asm__ volatile("wr %0, 0, %%asr21" : : "r"(bits) : "memory");
}

/* Save all windows but the current one to where they belong. */
static inline void flush_windows(void)
{
	__asm__ volatile("flushw" : : : "memory");
}

/* Load from and store to an alternate space; the number of the space is a constant. */
#define asi_load(asi, address) ({ \
	u64 value_; \
	__asm__ volatile("ldxa [%1] %2, %0" \
			 : "=r"(value_) : "r"((u64)(address)), "i"(asi) : "memory"); \
	value_; \
})
#define asi_store(asi, address, value) \
	__asm__ volatile("stxa %0, [%1] %2\n\tmembar #Sync" \
			 : : "r"((u64)(value)), "r"((u64)(address)), "i"(asi) : "memory")

#endif
#endif
