/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory attributes of pages. (X.2, MemoryControl)
 */
#ifndef L4_LIB_MISC_H
#define L4_LIB_MISC_H

#include <l4/space.h>

#define L4_DefaultMemory	0

/* The low two bits of each fpage choose one of the four attributes. 1 <= n <= 64. */
L4_INLINE L4_Word_t L4_Set_PageAttributes(L4_Word_t n, L4_Fpage_t *f, const L4_Word_t *attributes)
{
	L4_LoadMRs(0, (int)n, (const L4_Word_t *)f);
	return L4_MemoryControl(n - 1, attributes);
}

L4_INLINE L4_Word_t L4_Set_PageAttribute(L4_Fpage_t f, L4_Word_t attribute)
{
	L4_Word_t attributes[4] = { attribute, 0, 0, 0 };

	(void)L4_Set_Rights(&f, 0);
	return L4_Set_PageAttributes(1, &f, attributes);
}

#endif
