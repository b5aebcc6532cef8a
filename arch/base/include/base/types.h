/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Word, address and quantity types of the kernel. A quantity never travels as a bare integer.
 */
#ifndef L4_BASE_TYPES_H
#define L4_BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <base/attr.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

typedef unsigned long word_t;	/* the machine word of the kernel */
#define WORD_BITS	(8 * (unsigned int)sizeof(word_t))

typedef u64 paddr_t;		/* physical address */
typedef uintptr_t kvaddr_t;	/* kernel virtual address */
typedef word_t uvaddr_t;	/* user virtual address: never dereferenced */

typedef u64 usec_t;		/* microseconds, of the system clock or a duration */
typedef u64 cycle_t;		/* ticks of the processor's counter */
typedef u8 cpu_t;		/* processor number */
typedef u8 prio_t;		/* thread priority, 255 is the most urgent */

#define USEC_NEVER	(~(usec_t)0)

#endif
