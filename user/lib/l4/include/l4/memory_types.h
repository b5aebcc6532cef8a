/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory attributes for MemoryControl. A processor without one of them has the next stronger one.
 */
#ifndef L4_LIB_MEMORY_TYPES_H
#define L4_LIB_MEMORY_TYPES_H

#define L4_WriteBackMemory		1
#define L4_WriteThroughMemory		2
#define L4_UncacheableMemory		4
#define L4_WriteCombiningMemory		5
#define L4_WriteProtectedMemory		8

#endif
