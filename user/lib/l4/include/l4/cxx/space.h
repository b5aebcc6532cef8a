/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C++ overloads for unmapping. Included by <l4/space.h>.
 */
#ifndef L4_LIB_CXX_SPACE_H
#define L4_LIB_CXX_SPACE_H

#include <l4/space.h>

L4_INLINE L4_Fpage_t L4_Unmap(L4_Fpage_t f)
{
	return L4_UnmapFpage(f);
}

L4_INLINE void L4_Unmap(L4_Word_t n, L4_Fpage_t *fpages)
{
	L4_UnmapFpages(n, fpages);
}

L4_INLINE void L4_Flush(L4_Word_t n, L4_Fpage_t *f)
{
	L4_FlushFpages(n, f);
}

#endif
