/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * State registers of the processor. (SPARC-V9 Manual, chapter 5; UltraSPARC User's Manual,
 * appendix on ancillary state registers)
 */
#ifndef L4_ARCH_CPUREG_H
#define L4_ARCH_CPUREG_H

#define PSTATE_AG	0x001	/* alternate globals */
#define PSTATE_IE	0x002
#define PSTATE_PRIV	0x004
#define PSTATE_AM	0x008
#define PSTATE_MM	0x0c0
#define PSTATE_CLE	0x200
#define PSTATE_MG	0x400	/* MMU globals */

#define TSTATE_CWP	0x1f
#define TSTATE_PSTATE_SHIFT 8
#define TSTATE_PRIV	0x400	/* fits into an immediate field */

/* WSTATE: which spill and fill vectors are used; OTHER in bits 5:3, NORMAL in bits 2:0. */
#define WSTATE_USER	0x00
#define WSTATE_ENTRY	0x09	/* until the kernel's first window exists */
#define WSTATE_KERNEL	0x0a

#define NWINDOWS	8
#define STACK_BIAS	2047
#define FRAME_BYTES	176	/* window and argument words of the smallest stack frame */

/* Ancillary state registers. */
#define SET_SOFTINT	%asr20
#define TICK_COMPARE	%asr23

#define SOFTINT_TICK	0x1	/* the clock reached TICK_COMPARE */
#define SOFTINT_DEVICE	0x2	/* level 1: set by the interrupt vector handler */
#define PIL_MAX		15

#ifndef __ASSEMBLER__

#include <base/types.h>

#define TICK_DISABLED	(1ul << 63)	/* in TICK_COMPARE: no interrupt; in TICK: no user access */

#define rdpr(reg) ({ \
	u64 value_; \
	__asm__ volatile("rdpr %%" #reg ", %0" : "=r"(value_)); \
	value_; \
})
#define wrpr(reg, value) \
	__asm__ volatile("wrpr %0, 0, %%" #reg : : "r"((u64)(value)) : "memory")

static inline u64 tick_read(void)
{
	u64 tick;

	__asm__ volatile("rd %%tick, %0" : "=r"(tick));
	return tick & ~TICK_DISABLED;
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
