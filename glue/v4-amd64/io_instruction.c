/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recognises IN, OUT, INS and OUTS, the only instructions whose protection fault may be answered
 * with IO ports. (AMD64 manual, volume 3)
 */
#include <api/space.h>
#include <arch/segments.h>
#include <generic/usercopy.h>
#include <glue/glue.h>

#define MAX_INSTRUCTION	15

static bool is_prefix(u8 b)
{
	static const u8 prefixes[] = {
		0x66, 0x67, 0xf2, 0xf3, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (prefixes[i] == b)
			return true;
	return false;
}

bool io_instruction(struct tcb *me, unsigned int *port, unsigned int *bytes)
{
	u8 code[MAX_INSTRUCTION];
	size_t n = user_read(&me->space->pt, code, me->frame.rip, sizeof(code)), i = 0;
	bool is_64bit = me->frame.cs == SEL_USER_CODE64;
	bool operand_size = false;

	while (i < n && is_prefix(code[i]))
		operand_size |= code[i++] == 0x66;
	/* A REX prefix: its W bit changes nothing, ports are at most 32 bits wide. */
	if (is_64bit && i < n && (code[i] & 0xf0) == 0x40)
		i++;
	if (i >= n)
		return false;
	switch (code[i]) {
	case 0xe4: case 0xe5: case 0xe6: case 0xe7:	/* IN, OUT imm8 */
		if (i + 1 >= n)
			return false;
		*port = code[i + 1];
		break;
	case 0xec: case 0xed: case 0xee: case 0xef:	/* IN, OUT DX */
	case 0x6c: case 0x6d: case 0x6e: case 0x6f:	/* INS, OUTS */
		*port = (u16)me->frame.rdx;
		break;
	default:
		return false;
	}
	*bytes = !(code[i] & 1) ? 1 : operand_size ? 2 : 4;
	return true;
}
