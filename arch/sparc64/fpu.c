/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point state: loaded when a thread that has one runs. (SPARC-V9 Manual, section 5.2.1;
 * UltraSPARC User's Manual, section 13.5)
 */
#include <arch/fpu.h>

#include <arch/percpu.h>
#include <base/attr.h>

struct fpu_state {
	u64 reg[32];
	u64 fsr, gsr, fprs;
};

STATIC_ASSERT(offsetof(struct fpu_state, fsr) == FPU_FSR &&
	      offsetof(struct fpu_state, gsr) == FPU_GSR &&
	      offsetof(struct fpu_state, fprs) == FPU_FPRS &&
	      sizeof(struct fpu_state) == FPU_BYTES, "assembler knows the layout");

/* In fpu_regs.S. Both leave something in FPRS. */
void fpu_regs_save(struct fpu_state *to);
void fpu_regs_load(const struct fpu_state *from);

static u64 fprs_read(void)
{
	u64 fprs;

	__asm__ volatile("rd %%fprs, %0" : "=r"(fprs));
	return fprs;
}

static void fprs_write(u64 fprs)
{
	__asm__ volatile("wr %0, 0, %%fprs" : : "r"(fprs));
}

size_t fpu_init(void)
{
	return sizeof(struct fpu_state);
}

static void take_over(struct fpu_state *state)
{
	struct arch_cpu *cpu = arch_this_cpu();

	if (cpu->fpu_owner != state) {
		if (cpu->fpu_owner != NULL)
			fpu_regs_save(cpu->fpu_owner);
		fpu_regs_load(state);
		cpu->fpu_owner = state;
	}
	cpu->fpu_runs = state;
	fprs_write(state->fprs);
}

void fpu_switch(void *state)
{
	struct arch_cpu *cpu = arch_this_cpu();

	if (cpu->fpu_runs != NULL)
		cpu->fpu_runs->fprs = fprs_read();
	if (state != NULL)
		take_over(state);
	else
		cpu->fpu_runs = NULL;
}

void fpu_state_init(void *state)
{
	*(struct fpu_state *)state = (struct fpu_state){ .fprs = FPRS_FEF };
}

void fpu_use(void *state)
{
	take_over(state);
}

void fpu_release(const void *state)
{
	struct arch_cpu *cpu = arch_this_cpu();

	if (state == NULL)
		return;
	/* What the registers hold is seen by nobody: a state is loaded whole. */
	if (cpu->fpu_owner == state)
		cpu->fpu_owner = NULL;
	if (cpu->fpu_runs == state)
		cpu->fpu_runs = NULL;
}

u64 fpu_status(void)
{
	struct arch_cpu *cpu = arch_this_cpu();
	u64 fprs = fprs_read();

	fpu_regs_save(cpu->fpu_owner);
	fprs_write(fprs);
	return cpu->fpu_owner->fsr;
}
