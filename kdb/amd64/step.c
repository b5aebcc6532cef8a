/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Single steps of the kernel by the trap flag. All others stand still meanwhile, so the kernel must
 * come back: an instruction that leaves it, or waits, is not stepped, nor one where an interrupt
 * could come in. (AMD64 manual, volume 2, section 13.1.4)
 */
#include "step.h"

#include <arch/cpureg.h>
#include <arch/frame.h>
#include <generic/cpu.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

#define REX_W		0x48
#define OP_TWO_BYTES	0x0f
#define OP_PUSHF	0x9c
#define OP_IRET		0xcf
#define OP_HLT		0xf4
/* Behind OP_TWO_BYTES. */
#define OP_SYSRET	0x07
#define OP_SYSEXIT	0x35

static struct save_frame *offered;
static const struct cpu *stepping;	/* the one that executes an instruction; NULL: none */
static bool pushes_flags;

static bool leaves_or_waits(const u8 *code)
{
	if (*code == REX_W)
		code++;
	if (*code == OP_TWO_BYTES)
		return code[1] == OP_SYSRET || code[1] == OP_SYSEXIT;
	return *code == OP_IRET || *code == OP_HLT;
}

bool kdb_cpu_step(void)
{
	struct save_frame *f = offered;
	const u8 *code;

	if (f == NULL || kdb_stop.cpu != this_cpu()) {
		kdb_printf("only the processor that has met a breakpoint of the kernel\n");
		return false;
	}
	code = (const u8 *)f->rip;
	if ((f->rflags & RFLAGS_IF) || leaves_or_waits(code)) {
		kdb_printf("here interrupts are on, or the kernel is left: continue\n");
		return false;
	}
	pushes_flags = *code == OP_PUSHF;
	f->rflags |= RFLAGS_TF;
	stepping = this_cpu();
	return true;
}

void step_offer(struct save_frame *f)
{
	offered = f;
}

bool step_is_on(void)
{
	return stepping != NULL;
}

bool step_end(struct save_frame *f)
{
	f->rflags &= ~RFLAGS_TF;
	if (stepping != this_cpu())
		return false;
	/* The kernel must not see the flag where it looks, nor load it later. */
	if (pushes_flags)
		*(u64 *)f->rsp &= ~RFLAGS_TF;
	stepping = NULL;
	return true;
}
