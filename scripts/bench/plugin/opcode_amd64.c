/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoding, as far as counting needs it: prefixes, opcode, and the ModRM byte behind it. Numbers as
 * in the opcode maps of the AMD64 Architecture Programmer's Manual, volume 3, appendix A.
 */
#include "opcode.h"

#include <stdbool.h>

#define MARKER_MAGIC	0x46b70000u	/* displacement; the low byte tells which one */

struct decoded {
	const uint8_t *at;	/* opcode, behind prefixes */
	const uint8_t *end;
	bool lock, repeat;
};

static uint8_t byte(const struct decoded *d, unsigned int i)
{
	return d->at + i < d->end ? d->at[i] : 0;
}

static bool is_prefix(uint8_t b)
{
	switch (b) {
	case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64: case 0x65: case 0x66: case 0x67:
	case 0xf0: case 0xf2: case 0xf3:
		return true;
	default:
		return (b & 0xf0) == 0x40;
	}
}

/* 0f 01: descriptor tables, and instructions hidden in register forms. */
static enum opcode group_01(uint8_t modrm)
{
	static const uint8_t vmx_like[] = { 0xc0, 0xc8, 0xd8 };
	unsigned int reg = modrm >> 3 & 7, i;

	if (modrm >> 6 != 3)
		return reg == 7 ? OP_INVLPG : reg == 6 ? OP_CR0 : OP_SLOW_OTHER;
	if (modrm == 0xf8)
		return OP_SWAPGS;
	if (modrm == 0xf9)
		return OP_RDTSC;
	if (modrm == 0xd0 || modrm == 0xd1)
		return OP_XSAVE;
	if (modrm == 0xca || modrm == 0xcb)
		return OP_ORDINARY;
	for (i = 0; i < sizeof(vmx_like); i++)
		if ((modrm & 0xf8) == vmx_like[i])
			return OP_SLOW_OTHER;
	return reg == 6 ? OP_CR0 : OP_ORDINARY;
}

/* 0f ae: saving and loading of register sets, fences. */
static enum opcode group_ae(uint8_t modrm, bool repeat)
{
	unsigned int reg = modrm >> 3 & 7;

	if (modrm >> 6 == 3)
		return reg >= 5 ? OP_FENCE : repeat ? OP_FSGSBASE : OP_ORDINARY;
	return reg == 2 || reg == 3 || reg == 7 ? OP_ORDINARY : OP_XSAVE;
}

/* 0f c7 in memory: cmpxchg16b (cheap without lock) and the newer forms of xsave. */
static enum opcode group_c7(uint8_t modrm)
{
	unsigned int reg = modrm >> 3 & 7;

	return modrm >> 6 != 3 && reg >= 3 && reg <= 5 ? OP_XSAVE : OP_ORDINARY;
}

static enum opcode move_to_control(uint8_t modrm)
{
	unsigned int reg = modrm >> 3 & 7;

	return reg == 0 ? OP_CR0 : reg == 3 ? OP_CR3 : OP_CR_OTHER;
}

static enum opcode two_bytes(const struct decoded *d)
{
	switch (byte(d, 1)) {
	case 0x00: return byte(d, 2) >> 3 & 6 ? OP_SEGMENT : OP_ORDINARY;
	case 0x01: return group_01(byte(d, 2));
	case 0x05: return OP_SYSCALL;
	case 0x06: return OP_CR0;
	case 0x07: return OP_SYSRET;
	case 0x08: case 0x09: return OP_SLOW_OTHER;
	case 0x22: return move_to_control(byte(d, 2));
	case 0x30: return OP_WRMSR;
	case 0x31: return OP_RDTSC;
	case 0x32: return OP_RDMSR;
	case 0x38: return byte(d, 2) == 0x82 ? OP_INVLPG : OP_ORDINARY;
	case 0xa1: case 0xa9: case 0xb2: case 0xb4: case 0xb5: return OP_SEGMENT;
	case 0xa2: return OP_SLOW_OTHER;
	case 0xae: return group_ae(byte(d, 2), d->repeat);
	case 0xc7: return group_c7(byte(d, 2));
	default: return OP_ORDINARY;
	}
}

static enum opcode one_byte(const struct decoded *d)
{
	switch (byte(d, 0)) {
	case 0x0f: return two_bytes(d);
	case 0x86: case 0x87: return byte(d, 1) >> 6 != 3 ? OP_LOCKED : OP_ORDINARY;
	case 0x8e: return OP_SEGMENT;
	case 0x9d: return OP_POPF;
	case 0xcf: return OP_IRET;
	case 0xf4: return OP_HLT;
	case 0xf6: case 0xf7: return (byte(d, 1) >> 3 & 6) == 6 ? OP_DIVIDE : OP_ORDINARY;
	case 0xfa: return OP_CLI;
	case 0xfb: return OP_STI;
	case 0x6c: case 0x6d: case 0x6e: case 0x6f:
	case 0xe4: case 0xe5: case 0xe6: case 0xe7: case 0xec: case 0xed: case 0xee: case 0xef:
		return OP_PORT;
	default: return OP_ORDINARY;
	}
}

enum opcode opcode_of_amd64(const uint8_t *bytes, size_t n)
{
	struct decoded d = { .at = bytes, .end = bytes + n };

	while (d.at < d.end && is_prefix(*d.at)) {
		d.lock |= *d.at == 0xf0;
		d.repeat |= *d.at == 0xf3;
		d.at++;
	}
	return d.lock ? OP_LOCKED : one_byte(&d);
}

static uint32_t number_at(const uint8_t *bytes)
{
	return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 |
	       bytes[0];
}

bool is_jump_through(const uint8_t *bytes, size_t n, uint32_t first, uint32_t last)
{
	static const uint8_t jmp[] = { 0xff, 0x25 };	/* jmp *disp32 */

	for (; n > 0 && is_prefix(*bytes); n--)
		bytes++;
	return n == 6 && bytes[0] == jmp[0] && bytes[1] == jmp[1] &&
	       number_at(bytes + 2) >= first && number_at(bytes + 2) <= last;
}

enum marker marker_of_amd64(const uint8_t *bytes, size_t n)
{
	static const uint8_t nop[] = { 0x0f, 0x1f, 0x84, 0x00 };	/* nopl disp32(%rax,%rax) */
	uint32_t displacement;
	size_t i;

	if (n != 8)
		return MARK_NONE;
	for (i = 0; i < sizeof(nop); i++)
		if (bytes[i] != nop[i])
			return MARK_NONE;
	displacement = number_at(bytes + 4);
	if (displacement <= MARKER_MAGIC || displacement > MARKER_MAGIC + MARK_END)
		return MARK_NONE;
	return (enum marker)(displacement - MARKER_MAGIC);
}
