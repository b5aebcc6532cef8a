/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread ids of 32-bit programs on the short path of IPC, to 64 bits and back: one instruction each
 * where the processor has it. <api/compat.h> has the same for all values; these convert nothing but
 * global ids right, and the special ones to what no thread's id is.
 */
#ifndef L4_GLUE_FASTPATH_IDS_H
#define L4_GLUE_FASTPATH_IDS_H

#include <api/compat.h>

/* The bits that ids of both sizes have. They are all set if a 32-bit program means anybody. */
#define COMPAT_ID_BITS	COMPAT_TID_NOBODY

/* In memory: no register is free for them. */
static const u64 compat_id_no_bits = ~COMPAT_ID_BITS;
#ifdef __BMI2__
static const u64 compat_id_bits = COMPAT_ID_BITS;
static const u64 compat_number_bits = (u64)COMPAT_TID_NUMBER_MASK << 32;
#endif

/* The upper half of a register that a 32-bit program leaves may hold anything. */
static __always_inline word_t fastpath_tid_from32(word_t id)
{
#ifdef __BMI2__
	word_t wide;

	__asm__("pdepq %2, %1, %0" : "=r"(wide) : "r"(id), "m"(compat_id_bits));
	return wide;
#else
	return (word_t)((u32)id >> L4_IA32_TID_VERSION_BITS) << 32 | (id & COMPAT_TID_VERSION_MASK);
#endif
}

/* The reverse; the id fits. */
static __always_inline word_t fastpath_tid_to32(word_t id)
{
#ifdef __BMI2__
	word_t narrow;

	__asm__("pextq %2, %1, %0" : "=r"(narrow) : "r"(id), "m"(compat_id_bits));
	return narrow;
#else
	return id >> (32 - L4_IA32_TID_VERSION_BITS) | (u32)id;
#endif
}

/* The number of an id that fits. */
static __always_inline word_t fastpath_tid_number(word_t id)
{
#ifdef __BMI2__
	word_t number;

	__asm__("pextq %2, %1, %0" : "=r"(number) : "r"(id), "m"(compat_number_bits));
	return number;
#else
	return id >> 32;
#endif
}

/* True if the id is one that 32-bit programs can have. */
static __always_inline bool fastpath_tid_fits32(word_t id)
{
	bool fits;

	__asm__("testq %2, %1" : "=@cce"(fits) : "r"(id), "m"(compat_id_no_bits));
	return fits;
}

#endif
