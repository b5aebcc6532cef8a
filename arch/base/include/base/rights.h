/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What users may do with a page, and memory types that pages can have: the same numbers for all
 * processors.
 */
#ifndef L4_BASE_RIGHTS_H
#define L4_BASE_RIGHTS_H

#define RIGHT_R		4u
#define RIGHT_W		2u
#define RIGHT_X		1u
#define RIGHT_RWX	7u

/* The numbers are those of the page attribute table of AMD64 processors. */
enum arch_memory_type {
	MEMORY_WRITE_BACK = 0, MEMORY_WRITE_THROUGH = 1, MEMORY_UNCACHEABLE = 3,
	MEMORY_WRITE_COMBINING = 4, MEMORY_WRITE_PROTECTED = 7,
};

#endif
