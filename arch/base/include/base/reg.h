/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bits of registers, for C and for the assembler.
 */
#ifndef L4_BASE_REG_H
#define L4_BASE_REG_H

#ifdef __ASSEMBLER__
#define REG_BIT(n)	(1 << (n))
#else
#include <base/types.h>
#define REG_BIT(n)	((u64)1 << (n))
#endif

#endif
