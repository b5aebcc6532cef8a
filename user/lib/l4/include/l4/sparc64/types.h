/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: word types and the facts about words that the other headers build on.
 */
#ifndef L4_LIB_SPARC64_TYPES_H
#define L4_LIB_SPARC64_TYPES_H

#define L4_64BIT
#define L4_BIG_ENDIAN
#define L4_ARCH_SPARC64

#define L4_BITS_PER_WORD	64
/* Bits of the version field of a global thread id; the thread number has the others. */
#define __L4_VERSION_BITS	32

typedef unsigned long L4_Word_t;
typedef unsigned long L4_Word64_t;
typedef unsigned int L4_Word32_t;
typedef unsigned short L4_Word16_t;
typedef unsigned char L4_Word8_t;

typedef signed long L4_SignedWord_t;
typedef signed long L4_SignedWord64_t;
typedef signed int L4_SignedWord32_t;
typedef signed short L4_SignedWord16_t;
typedef signed char L4_SignedWord8_t;

typedef unsigned long L4_Size_t;
typedef unsigned long L4_Paddr_t;

#endif
