/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoding of SPARC-V9, whose instructions are all four bytes, the highest first. Fields as in the
 * SPARC-V9 Manual, appendix E.
 */
#include "opcode.h"

#define MARKER_MAGIC	0x012b4600u	/* sethi to %g0; the low byte tells which one */

#define PSTATE_IE	0x2u

/* Op, and op3 of instructions with op 2 and 3. */
#define OP(word)	((word) >> 30)
#define OP3(word)	((word) >> 19 & 0x3f)
#define RD(word)	((word) >> 25 & 0x1f)
#define RS1(word)	((word) >> 14 & 0x1f)
#define IMMEDIATE(word)	((word) >> 13 & 1)
#define SIMM13(word)	((word) & 0x1fff)
#define ASI(word)	((word) >> 5 & 0xff)

#define WRPR_PSTATE	6
#define WRPR_CWP	9
#define ASI_ITLB_FIRST	0x50
#define ASI_DTLB_LAST	0x5f
#define SOFTWARE_FIRST	0x71	/* traps of the entry stubs */
#define SOFTWARE_LAST	0x7b

static uint32_t word_of(const uint8_t *bytes, size_t n)
{
	if (n != 4)
		return 0;
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static enum opcode write_privileged(uint32_t word)
{
	switch (RD(word)) {
	case WRPR_PSTATE:
		/* As an immediate it tells whether interrupts are on behind it. */
		if (RS1(word) != 0 || !IMMEDIATE(word))
			return OP_ORDINARY;
		return SIMM13(word) & PSTATE_IE ? OP_STI_AT_ONCE : OP_CLI;
	case WRPR_CWP:
		return OP_WINDOW_MOVE;
	default:
		return OP_ORDINARY;
	}
}

static enum opcode arithmetic(uint32_t word)
{
	switch (OP3(word)) {
	case 0x0d: case 0x0e: case 0x0f: case 0x1e: case 0x1f: case 0x2d:
		return OP_DIVIDE;
	case 0x28:
		return RD(word) == 0 && RS1(word) == 0xf ? OP_FENCE : OP_ORDINARY;
	case 0x2b:
		return OP_WINDOW_FLUSH;
	case 0x31:
		return RD(word) == 0 ? OP_WINDOW_SPILL : OP_WINDOW_FILL;
	case 0x32:
		return write_privileged(word);
	case 0x3b:
		return OP_FLUSH;
	case 0x3e:
		return OP_IRET;
	default:
		return OP_ORDINARY;
	}
}

/* Stores to the registers of the memory management unit. */
static enum opcode memory(uint32_t word)
{
	switch (OP3(word)) {
	case 0x0d: case 0x0f: case 0x1d: case 0x1f: case 0x3c: case 0x3e:
		return OP_LOCKED;
	case 0x1e:
		return !IMMEDIATE(word) && ASI(word) >= ASI_ITLB_FIRST &&
		       ASI(word) <= ASI_DTLB_LAST ? OP_MMU : OP_ORDINARY;
	default:
		return OP_ORDINARY;
	}
}

enum opcode opcode_of_sparc64(const uint8_t *bytes, size_t n)
{
	uint32_t word = word_of(bytes, n);

	return OP(word) == 2 ? arithmetic(word) : OP(word) == 3 ? memory(word) : OP_ORDINARY;
}

bool is_stub_trap(const uint8_t *bytes, size_t n)
{
	uint32_t word = word_of(bytes, n);

	return (word & ~0x7fu) == 0x91d02000u && (word & 0x7f) >= SOFTWARE_FIRST &&
	       (word & 0x7f) <= SOFTWARE_LAST;
}

enum marker marker_of_sparc64(const uint8_t *bytes, size_t n)
{
	uint32_t word = word_of(bytes, n);

	return word > MARKER_MAGIC && word <= MARKER_MAGIC + MARK_END ?
	       (enum marker)(word - MARKER_MAGIC) : MARK_NONE;
}
