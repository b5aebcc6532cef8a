/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the encodings of 32-bit programs are for a kernel whose own words have 64 bits. For the
 * programs themselves <l4/abi/types.h> says the same in their words. (X.2, IA-32 interface)
 */
#ifndef L4_ABI_IA32_TYPES_H
#define L4_ABI_IA32_TYPES_H

/* Thread ids: number << 14 | version. */
#define L4_IA32_TID_VERSION_BITS	14
#define L4_IA32_TID_NUMBER_BITS		18
#define L4_IA32_TID_NIL			0x00000000u
#define L4_IA32_TID_ANY			0xffffffffu
#define L4_IA32_TID_ANY_LOCAL		0xffffffc0u

/* A parameter that leaves something as it is; UtcbLocation: nowhere. */
#define L4_IA32_UNCHANGED		0xffffffffu

/* Control of SpaceControl, both ways: a space of 32-bit programs. */
#define L4_SPACE_COMPAT_LOG2		63

/* Kernel interface page: word size 32 bits, little-endian; log2 of a processor descriptor. */
#define L4_IA32_API_FLAGS		0
#define L4_IA32_PROCDESC_LOG2		4

#endif
