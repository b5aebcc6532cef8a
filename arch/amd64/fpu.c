/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x87, SSE and AVX state: loaded when a thread that has one runs. While one without runs, the TS
 * bit keeps it from the registers; speculation of Intel processors does not heed it, so there they
 * are cleared too. (AMD64 manual, volume 1, chapter 11; volume 2, section 11.5)
 */
#include <arch/fpu.h>

#include <arch/copy.h>
#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <arch/fpureg.h>
#include <arch/percpu.h>
#include <base/assert.h>
#include <base/bits.h>

#define FXSAVE_BYTES	512
#define INITIAL_BYTES	(FXSAVE_BYTES + 64 + 256)	/* XSAVE header, AVX */
#define XSTATE_BV	512		/* XSAVE header: components that are not initial */
#define FCW_INITIAL	0x037f
#define MXCSR_INITIAL	0x1f80
#define FXSAVE_FCW	0
#define FXSAVE_MXCSR	24
#define CPUID_XSTATE	0xd

static bool clears;		/* nobody's are the initial values, else any */
bool fpu_keeps_pointers;
u32 fpu_components;
static u32 state_bytes = FXSAVE_BYTES;
static u8 initial[INITIAL_BYTES] __aligned(64);

static void set_ts(bool on)
{
	if (on == arch_this_cpu()->fpu_is_off)
		return;
	arch_this_cpu()->fpu_is_off = on;
	if (on)
		write_cr0(read_cr0() | CR0_TS);
	else
		fpu_clts();
}

static void save(void *state)
{
	if (fpu_components == 0)
		fpu_fxsave(state);
	else if (cpu_has(CPU_XSAVEC))
		fpu_xsavec(state, fpu_components);
	else if (cpu_has(CPU_XSAVEOPT))
		fpu_xsaveopt(state, fpu_components);
	else
		fpu_xsave(state, fpu_components);
}

static void load(const void *state)
{
	if (fpu_keeps_pointers)
		fpu_fninit();
	if (fpu_components == 0)
		fpu_fxrstor(state);
	else
		fpu_xrstor(state, fpu_components);
}

bool fpu_exchange_is_short(void)
{
	return fpu_components != 0 && cpu_has(CPU_XSAVEOPT) && !cpu_has(CPU_XSAVEC);
}

/* Whatever the registers hold is not needed any more. */
static void leave_to_nobody(void)
{
	if (clears) {
		set_ts(false);
		load(initial);
	}
	arch_this_cpu()->fpu_owner = NULL;
	set_ts(true);
}

static void enable(void)
{
	write_cr4(read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT |
		  (cpu_has(CPU_XSAVE) ? CR4_OSXSAVE : 0));
	write_cr0((read_cr0() & ~(u64)(CR0_EM | CR0_TS)) | CR0_MP | CR0_NE);
	if (fpu_components != 0)
		write_xcr0(fpu_components);
}

size_t fpu_init(void)
{
	if (cpu_has(CPU_XSAVE))
		fpu_components = XCR0_X87 | XCR0_SSE | (cpu_has(CPU_AVX) ? XCR0_AVX : 0);
	/* The size is that of what is enabled. */
	enable();
	if (fpu_components != 0)
		state_bytes = cpuid(CPUID_XSTATE, 0).ebx;
	clears = IS_ENABLED(CONFIG_FPU_EAGER) ||
		 (IS_ENABLED(CONFIG_FPU_AUTO) && cpu_features.vendor != CPU_VENDOR_AMD);
	/* AMD manual, volume 5, FXRSTOR: only with an x87 exception pending. */
	fpu_keeps_pointers = cpu_features.vendor == CPU_VENDOR_AMD && !cpu_has(CPU_XSAVEERPTR);
	BUG_ON(state_bytes > sizeof(initial));
	fpu_state_init(initial);
	return state_bytes;
}

void fpu_load(void)
{
	enable();
	arch_this_cpu()->fpu_is_off = false;
	leave_to_nobody();
}

void arch_fill_table(void *dst, word_t pattern, size_t words)
{
	size_t bytes = words * sizeof(pattern);

	ASSERT(arch_this_cpu()->fpu_owner == NULL && bytes % FPU_FILL_BYTES == 0);
	set_ts(false);
	if (fpu_components & XCR0_AVX)
		fpu_fill_avx(dst, pattern, bytes);
	else
		fpu_fill_sse(dst, pattern, bytes);
	leave_to_nobody();
}

static void take_over(void *state)
{
	struct arch_cpu *cpu = arch_this_cpu();

	set_ts(false);
	if (cpu->fpu_owner == state)
		return;
	if (cpu->fpu_owner != NULL)
		save(cpu->fpu_owner);
	load(state);
	cpu->fpu_owner = state;
}

void fpu_switch(void *state)
{
	void *owner = arch_this_cpu()->fpu_owner;

	if (state != NULL) {
		take_over(state);
	} else if (clears && owner != NULL) {
		set_ts(false);
		save(owner);
		leave_to_nobody();
	} else {
		set_ts(true);
	}
}

#ifdef CONFIG_SMP
void fpu_store(void *state)
{
	if (state == NULL || arch_this_cpu()->fpu_owner != state)
		return;
	set_ts(false);
	save(state);
	leave_to_nobody();
}
#endif

void fpu_state_init(void *state)
{
	u8 *bytes = state;

	for (u32 i = 0; i < state_bytes; i++)
		bytes[i] = 0;
	*(u16 *)(bytes + FXSAVE_FCW) = FCW_INITIAL;
	*(u32 *)(bytes + FXSAVE_MXCSR) = MXCSR_INITIAL;
	if (fpu_components != 0)
		*(u64 *)(bytes + XSTATE_BV) = XCR0_X87 | XCR0_SSE;
}

void fpu_use(void *state)
{
	take_over(state);
}

void fpu_release(const void *state)
{
	if (state != NULL && arch_this_cpu()->fpu_owner == state)
		leave_to_nobody();
}
