/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C++ overloads of the requests to sigma0. Included by <l4/sigma0.h>.
 */
#ifndef L4_LIB_CXX_SIGMA0_H
#define L4_LIB_CXX_SIGMA0_H

#include <l4/sigma0.h>

L4_INLINE L4_Fpage_t L4_Sigma0_GetPage(L4_ThreadId_t s0, L4_Fpage_t f, L4_Word_t high)
{
	return L4_Sigma0_GetPage_RcvWindow_High(s0, f, L4_CompleteAddressSpace, high);
}

L4_INLINE L4_Fpage_t L4_Sigma0_GetPage(L4_ThreadId_t s0, L4_Fpage_t f, L4_Word_t high,
				       L4_Fpage_t RcvWindow)
{
	return L4_Sigma0_GetPage_RcvWindow_High(s0, f, RcvWindow, high);
}

#endif
