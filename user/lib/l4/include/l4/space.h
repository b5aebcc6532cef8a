/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces: revoking mappings and reading their status. The memory attributes of the
 * architecture come with <l4/arch.h>. (X.2, Unmap)
 */
#ifndef L4_LIB_SPACE_H
#define L4_LIB_SPACE_H

#include <l4/arch.h>
#include <l4/syscalls.h>

/* The fpages are replaced by their status fpages. 1 <= n <= 64. */
L4_INLINE void __L4_UnmapWith(L4_Word_t control, L4_Word_t n, L4_Fpage_t *fpages)
{
	L4_LoadMRs(0, (int)n, (L4_Word_t *)fpages);
	L4_Unmap(control + n - 1);
	L4_StoreMRs(0, (int)n, (L4_Word_t *)fpages);
}

L4_INLINE L4_Fpage_t L4_UnmapFpage(L4_Fpage_t f)
{
	__L4_UnmapWith(0, 1, &f);
	return f;
}

L4_INLINE void L4_UnmapFpages(L4_Word_t n, L4_Fpage_t *fpages)
{
	__L4_UnmapWith(0, n, fpages);
}

L4_INLINE L4_Fpage_t L4_Flush(L4_Fpage_t f)
{
	__L4_UnmapWith(L4_UNMAP_FLUSH, 1, &f);
	return f;
}

L4_INLINE void L4_FlushFpages(L4_Word_t n, L4_Fpage_t *fpages)
{
	__L4_UnmapWith(L4_UNMAP_FLUSH, n, fpages);
}

L4_INLINE L4_Fpage_t L4_GetStatus(L4_Fpage_t f)
{
	(void)L4_Set_Rights(&f, L4_NoAccess);
	return L4_UnmapFpage(f);
}

L4_INLINE L4_Bool_t L4_WasWritten(L4_Fpage_t f)
{
	return (f.raw & L4_Writable) != 0;
}

L4_INLINE L4_Bool_t L4_WasReferenced(L4_Fpage_t f)
{
	return (f.raw & L4_Readable) != 0;
}

L4_INLINE L4_Bool_t L4_WaseXecuted(L4_Fpage_t f)
{
	return (f.raw & L4_eXecutable) != 0;
}

#if defined(__cplusplus)
#include <l4/cxx/space.h>
#endif

#endif
