/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fpages of IO ports. A processor without ports has them in sigma0's protocol only.
 * (X.2, appendix A.3)
 */
#ifndef L4_LIB_IO_FPAGE_H
#define L4_LIB_IO_FPAGE_H

#include <l4/types.h>

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD5(L4_Word_t, rwx : 4, __two : 6, s : 6, p : 16,
			: L4_BITS_PER_WORD - 32);
	} X;
} L4_IoFpage_t;

L4_INLINE L4_Fpage_t L4_IoFpageLog2(L4_Word_t BasePort, int FpageSize)
{
	L4_Fpage_t f;

	f.raw = (BasePort & L4_IOFPAGE_PORT_MASK) << L4_IOFPAGE_PORT_SHIFT;
	f.raw |= ((L4_Word_t)FpageSize & L4_IOFPAGE_SIZE_MASK) << L4_IOFPAGE_SIZE_SHIFT;
	f.raw |= L4_FPAGE_SIZE_IO << L4_FPAGE_SIZE_SHIFT;
	return f;
}

L4_INLINE L4_Fpage_t L4_IoFpage(L4_Word_t BasePort, int FpageSize)
{
	return L4_IoFpageLog2(BasePort, __L4_CeilLog2((L4_Word_t)FpageSize));
}

L4_INLINE L4_Word_t L4_IoFpagePort(L4_Fpage_t f)
{
	return (f.raw >> L4_IOFPAGE_PORT_SHIFT) & L4_IOFPAGE_PORT_MASK;
}

L4_INLINE L4_Word_t L4_IoFpageSizeLog2(L4_Fpage_t f)
{
	return (f.raw >> L4_IOFPAGE_SIZE_SHIFT) & L4_IOFPAGE_SIZE_MASK;
}

L4_INLINE L4_Word_t L4_IoFpageSize(L4_Fpage_t f)
{
	return (L4_Word_t)1 << L4_IoFpageSizeLog2(f);
}

L4_INLINE L4_Bool_t L4_IsIoFpage(L4_Fpage_t f)
{
	return L4_SizeLog2(f) == L4_FPAGE_SIZE_IO;
}

#if defined(__cplusplus)
L4_INLINE L4_Fpage_t L4_Fpage(L4_IoFpage_t f)
{
	return __L4_CONSTANT(L4_Fpage_t, f.raw);
}
#endif

#endif
