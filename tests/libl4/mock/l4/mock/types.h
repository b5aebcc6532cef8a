/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine with the word and byte order of the compiler in use, for the tests of the headers
 * that all architectures share.
 */
#ifndef L4_LIB_MOCK_TYPES_H
#define L4_LIB_MOCK_TYPES_H

#if __SIZEOF_LONG__ == 8
#define L4_64BIT
#define L4_BITS_PER_WORD	64
#define __L4_VERSION_BITS	32
#else
#define L4_32BIT
#define L4_BITS_PER_WORD	32
#define __L4_VERSION_BITS	14
#endif

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define L4_BIG_ENDIAN
#else
#define L4_LITTLE_ENDIAN
#endif

typedef unsigned long L4_Word_t;
typedef unsigned long long L4_Word64_t;
typedef unsigned int L4_Word32_t;
typedef unsigned short L4_Word16_t;
typedef unsigned char L4_Word8_t;
typedef signed long L4_SignedWord_t;
typedef signed long long L4_SignedWord64_t;
typedef unsigned long L4_Size_t;
typedef unsigned long long L4_Paddr_t;

#endif
