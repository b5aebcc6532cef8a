/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32, 32-bit programs: word types and the facts about words that the other headers build on.
 */
#ifndef L4_LIB_IA32_TYPES_H
#define L4_LIB_IA32_TYPES_H

#define L4_32BIT
#define L4_LITTLE_ENDIAN
#define L4_ARCH_IA32

#define L4_BITS_PER_WORD	32
/* Bits of the version field of a global thread id; the thread number has the others. */
#define __L4_VERSION_BITS	14

typedef unsigned long L4_Word_t;
typedef unsigned long long L4_Word64_t;
typedef unsigned int L4_Word32_t;
typedef unsigned short L4_Word16_t;
typedef unsigned char L4_Word8_t;

typedef signed long L4_SignedWord_t;
typedef signed long long L4_SignedWord64_t;
typedef signed int L4_SignedWord32_t;
typedef signed short L4_SignedWord16_t;
typedef signed char L4_SignedWord8_t;

typedef unsigned int L4_Size_t;
typedef L4_Word64_t L4_Paddr_t;

#endif
