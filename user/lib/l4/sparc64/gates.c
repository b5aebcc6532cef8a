/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of gates. The kernel interface page tells where a gate lies behind the page's own
 * start: the table is right for all spaces that have the page at the same address.
 */
#include <generated/syscalls.h>

#include <l4/kip.h>
#include <l4/syscalls.h>

struct __L4_gates __L4_gates;

void __L4_BindGates(struct __L4_gates *gates, L4_Word_t kip)
{
	const L4_KernelInterfacePage_t *own = L4_GetKernelInterface();

#define BIND_GATE(api, NAME, same) gates->api = (void (*)(void))(kip + own->api);
	SYSCALL_GATES(BIND_GATE)
}

void __L4_Init(void)
{
	__L4_BindGates(&__L4_gates, (L4_Word_t)L4_GetKernelInterface());
}
