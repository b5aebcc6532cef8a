/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a port's offsets.c names numbers for assembler files: it is compiled to assembler, of which
 * the lines that begin with "->" are kept.
 */
#ifndef L4_BASE_OFFSETS_H
#define L4_BASE_OFFSETS_H

#include <stddef.h>

#define CONSTANT(name, value) \
	__asm__ volatile("->" #name " %0" : : "i"(value))
#define OFFSET(name, type, member) \
	CONSTANT(name, offsetof(type, member))

#endif
