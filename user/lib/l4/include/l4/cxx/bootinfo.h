/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C++ overloads for boot information. Included by <l4/bootinfo.h>.
 */
#ifndef L4_LIB_CXX_BOOTINFO_H
#define L4_LIB_CXX_BOOTINFO_H

#include <l4/bootinfo.h>

L4_INLINE L4_Word_t L4_Type(const L4_BootRec_t *r)
{
	return L4_BootRec_Type(r);
}

L4_INLINE L4_BootRec_t *L4_Next(const L4_BootRec_t *r)
{
	return L4_BootRec_Next(r);
}

#endif
