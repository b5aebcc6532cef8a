/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gate pointers of the system calls: found in the kernel interface page once, valid in every
 * space in which the program's image runs.
 */
#include <generated/syscalls.h>

#include <l4/kip.h>
#include <l4/syscalls.h>

#define GATE_POINTER(api, NAME, same) void (*__L4_##api)(void);
SYSCALL_GATES(GATE_POINTER)

static void (*gate(L4_Word_t address))(void)
{
	return (void (*)(void))address;
}

void __L4_Init(void)
{
	const L4_KernelInterfacePage_t *kip = L4_GetKernelInterface();

#define FIND_GATE(api, NAME, same) __L4_##api = gate(kip->api);
	SYSCALL_GATES(FIND_GATE)
}
