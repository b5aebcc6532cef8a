/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of the kinds of instructions that are told apart, of all processors.
 */
#include "opcode.h"

const char *const opcode_names[OPCODE_COUNT] = {
#define OPCODE_NAME(name, text)	[OP_##name] = text,
	OPCODES(OPCODE_NAME)
};
