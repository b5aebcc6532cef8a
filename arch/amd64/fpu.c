/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x87, SSE and AVX state. Intel processors leak lazily switched registers to speculation, so
 * there state is switched eagerly; elsewhere it stays with its owner until another thread
 * wants the unit. (AMD64 manual, volume 1, chapter 11; volume 2, section 11.5)
 */
#include <arch/fpu.h>

#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <base/bits.h>
#include <generic/kmem.h>
#include <generic/string.h>
#include <generic/tcb.h>

#define FXSAVE_BYTES	512
#define XSTATE_BV	512		/* XSAVE header: components that are not initial */
#define FCW_INITIAL	0x037f
#define MXCSR_INITIAL	0x1f80
#define FXSAVE_FCW	0
#define FXSAVE_MXCSR	24
#define CPUID_XSTATE	0xd

static struct tcb *owner;	/* whose state the registers hold */
static bool eager, ts_is_set;
static u64 components;		/* of XSAVE; 0: FXSAVE */
static struct kmem_cache state_cache = {
	.name = "fpu_state", .partial = { &state_cache.partial, &state_cache.partial },
};

static void set_ts(bool on)
{
	if (on == ts_is_set)
		return;
	ts_is_set = on;
	if (on)
		write_cr0(read_cr0() | CR0_TS);
	else
		__asm__ volatile("clts");
}

static void save(void *state)
{
	u32 lo = (u32)components, hi = (u32)(components >> 32);

	if (components == 0)
		__asm__ volatile("fxsave64 (%0)" : : "r"(state) : "memory");
	else if (cpu_has(CPU_XSAVEOPT))
		__asm__ volatile("xsaveopt64 (%0)" : : "r"(state), "a"(lo), "d"(hi) : "memory");
	else
		__asm__ volatile("xsave64 (%0)" : : "r"(state), "a"(lo), "d"(hi) : "memory");
}

static void load(const void *state)
{
	u32 lo = (u32)components, hi = (u32)(components >> 32);

	if (components == 0)
		__asm__ volatile("fxrstor64 (%0)" : : "r"(state) : "memory");
	else
		__asm__ volatile("xrstor64 (%0)" : : "r"(state), "a"(lo), "d"(hi) : "memory");
}

void fpu_init(void)
{
	u32 bytes = FXSAVE_BYTES;

	write_cr4(read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT |
		  (cpu_has(CPU_XSAVE) ? CR4_OSXSAVE : 0));
	write_cr0((read_cr0() & ~(u64)CR0_EM) | CR0_MP | CR0_NE);
	if (cpu_has(CPU_XSAVE)) {
		components = XCR0_X87 | XCR0_SSE | (cpu_has(CPU_AVX) ? XCR0_AVX : 0);
		write_xcr0(components);
		bytes = cpuid(CPUID_XSTATE, 0).ebx;
	}
	state_cache.size = ALIGN_UP(bytes + (u32)sizeof(void *), 64u);
	eager = IS_ENABLED(CONFIG_FPU_EAGER) ||
		(IS_ENABLED(CONFIG_FPU_AUTO) && cpu_features.vendor != CPU_VENDOR_AMD);
	ts_is_set = false;
	set_ts(true);
}

static void take_over(struct tcb *t)
{
	set_ts(false);
	if (owner == t)
		return;
	if (owner != NULL)
		save(owner->fpu);
	load(t->fpu);
	owner = t;
}

void fpu_switch(struct tcb *t)
{
	if (t->fpu != NULL && (eager || owner == t))
		take_over(t);
	else if (eager && owner != NULL && t->fpu == NULL) {
		/* Nothing of another thread stays in the registers. */
		set_ts(false);
		save(owner->fpu);
		owner = NULL;
		set_ts(true);
	} else {
		set_ts(true);
	}
}

err_t fpu_first_use(struct tcb *t)
{
	if (t->fpu == NULL) {
		u8 *state = kmem_alloc(&state_cache);

		if (state == NULL)
			return ERR_NOMEM;
		kmemset(state, 0, state_cache.size);
		*(u16 *)(state + FXSAVE_FCW) = FCW_INITIAL;
		*(u32 *)(state + FXSAVE_MXCSR) = MXCSR_INITIAL;
		if (components != 0)
			*(u64 *)(state + XSTATE_BV) = XCR0_X87 | XCR0_SSE;
		t->fpu = state;
	}
	take_over(t);
	return ERR_OK;
}

void fpu_release(struct tcb *t)
{
	if (owner == t) {
		owner = NULL;
		set_ts(true);
	}
	if (t->fpu != NULL)
		kmem_free(&state_cache, t->fpu);
	t->fpu = NULL;
}
