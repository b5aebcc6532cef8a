/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One instruction of the kernel. The processor knows the next one already (TNPC), so it is enough
 * to have a trap there. (SPARC-V9 Manual, 6.3.4 and A.7)
 */
#include "patch.h"

#include <arch/cpureg.h>
#include <arch/frame.h>
#include <base/bits.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

/* Branches: format 2 with one of these operations; bit 29 annuls the instruction behind. */
#define FORMAT(insn)	((insn) >> 30)
#define OPERATION(insn)	((insn) >> 22 & 7)
#define ANNULS(insn)	((insn) >> 29 & 1)

enum operation {
	OP_BPCC = 1, OP_BICC = 2, OP_BPR = 3, OP_FBPFCC = 5, OP_FBFCC = 6,
};

static const struct save_frame *offered;
static bool is_asked_for;

/* The low bits of an instruction as a number of words with its sign. */
static word_t displacement(u32 field, unsigned int bits)
{
	long words = (long)((u64)field << (64 - bits)) >> (64 - bits);

	return (word_t)words * INSTRUCTION_BYTES;
}

/* How far the branch goes; 0: it is none that could skip the instruction behind. */
static word_t annulling_branch(u32 insn)
{
	if (FORMAT(insn) != 0 || !ANNULS(insn))
		return 0;
	switch ((enum operation)OPERATION(insn)) {
	case OP_BPCC:
	case OP_FBPFCC:
		return displacement(insn, 19);
	case OP_BICC:
	case OP_FBFCC:
		return displacement(insn, 22);
	case OP_BPR:
		return displacement((insn >> 6 & 0xc000) | (insn & 0x3fff), 16);
	default:
		return 0;
	}
}

unsigned int step_places(const struct save_frame *f, word_t place[STEP_PLACES])
{
	word_t distance = annulling_branch(*(const volatile u32 *)f->tpc);

	place[0] = f->tnpc;
	if (distance == 0)
		return 1;
	place[1] = f->tnpc + INSTRUCTION_BYTES;
	place[2] = f->tpc + distance;
	return 3;
}

bool kdb_cpu_step(void)
{
	if (offered == NULL) {
		kdb_printf("only where the kernel has met a breakpoint\n");
		return false;
	}
	if (kdb_is_bare_code(offered->tpc)) {
		kdb_printf("here the kernel is left, or its registers are: continue\n");
		return false;
	}
	is_asked_for = true;
	return true;
}

void step_offer(const struct save_frame *f)
{
	offered = f;
}

bool step_is_asked_for(void)
{
	bool asked = is_asked_for;

	is_asked_for = false;
	return asked;
}
