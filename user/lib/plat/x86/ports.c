/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports from sigma0. As a range they are one program's: the next one that asks is refused.
 */
#include <l4/types.h>
#include <l4/arch.h>
#include <l4/sigma0.h>

#include "ports.h"

bool plat_ports(uint64_t first, int size)
{
	L4_Fpage_t ports = L4_IoFpage((L4_Word_t)first, size);

	return first <= PORT_LAST && !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, ports));
}
