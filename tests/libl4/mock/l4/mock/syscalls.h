/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of the mock machine: declared only.
 */
#ifndef L4_LIB_MOCK_SYSCALLS_H
#define L4_LIB_MOCK_SYSCALLS_H

#include <l4/types.h>

void *L4_KernelInterface(L4_Word_t *ApiVersion, L4_Word_t *ApiFlags, L4_Word_t *KernelId);
L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
		   L4_ThreadId_t *from);
L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
		    L4_ThreadId_t *from);
void L4_Unmap(L4_Word_t control);
L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
				   L4_Word_t ip, L4_Word_t flags, L4_Word_t UserDefHandle,
				   L4_ThreadId_t pager, L4_Word_t *old_control, L4_Word_t *old_sp,
				   L4_Word_t *old_ip, L4_Word_t *old_flags,
				   L4_Word_t *old_UserDefhandle, L4_ThreadId_t *old_pager);
L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
			   L4_ThreadId_t Scheduler, L4_ThreadId_t Pager, void *UtcbLocation);
void L4_ThreadSwitch(L4_ThreadId_t dest);
L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl, L4_Word_t ProcessorControl,
		      L4_Word_t PrioControl, L4_Word_t PreemptionControl,
		      L4_Word_t *old_TimeControl);
L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes);

#endif
