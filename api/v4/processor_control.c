/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ProcessorControl: there is nothing yet that could be changed. (X.2)
 */
#include <api/space.h>
#include <api/syscalls.h>
#include <generic/tcb.h>
#include <l4/abi/types.h>

struct tcb *sys_processor_control(struct tcb *me)
{
	return sys_fail(me, me->space->is_privileged ? L4_ERROR_INVALID_PARAM :
						       L4_ERROR_NO_PRIVILEGE);
}
