/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C++ overloads for the kernel interface page. Included by <l4/kip.h>.
 */
#ifndef L4_LIB_CXX_KIP_H
#define L4_LIB_CXX_KIP_H

#include <l4/kip.h>

L4_INLINE void *L4_KernelInterface(void)
{
	return L4_GetKernelInterface();
}

L4_INLINE L4_Bool_t L4_IsVirtual(L4_MemoryDesc_t *m)
{
	return L4_IsMemoryDescVirtual(m);
}

L4_INLINE L4_Word_t L4_Type(L4_MemoryDesc_t *m)
{
	return L4_MemoryDescType(m);
}

L4_INLINE L4_Word_t L4_Low(L4_MemoryDesc_t *m)
{
	return L4_MemoryDescLow(m);
}

L4_INLINE L4_Word_t L4_High(L4_MemoryDesc_t *m)
{
	return L4_MemoryDescHigh(m);
}

L4_INLINE L4_Word_t L4_ExternalFreq(L4_ProcDesc_t *p)
{
	return L4_ProcDescExternalFreq(p);
}

L4_INLINE L4_Word_t L4_InternalFreq(L4_ProcDesc_t *p)
{
	return L4_ProcDescInternalFreq(p);
}

#endif
