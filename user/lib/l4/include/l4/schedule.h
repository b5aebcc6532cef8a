/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling: one parameter of Schedule at a time, the others left unchanged. (X.2, Schedule)
 */
#ifndef L4_LIB_SCHEDULE_H
#define L4_LIB_SCHEDULE_H

#include <l4/syscalls.h>

#define L4_SCHEDRESULT_ERROR		L4_SCHED_ERROR
#define L4_SCHEDRESULT_DEAD		L4_SCHED_DEAD
#define L4_SCHEDRESULT_INACTIVE		L4_SCHED_INACTIVE
#define L4_SCHEDRESULT_RUNNING		L4_SCHED_RUNNING
#define L4_SCHEDRESULT_PENDING_SEND	L4_SCHED_PENDING_SEND
#define L4_SCHEDRESULT_SENDING		L4_SCHED_SENDING
#define L4_SCHEDRESULT_WAITING		L4_SCHED_WAITING
#define L4_SCHEDRESULT_RECEIVING	L4_SCHED_RECEIVING

#define __L4_UNCHANGED	(~(L4_Word_t)0)

L4_INLINE void L4_Yield(void)
{
	L4_ThreadSwitch(L4_nilthread);
}

L4_INLINE L4_Word_t L4_Set_Priority(L4_ThreadId_t tid, L4_Word_t prio)
{
	L4_Word_t old;

	return L4_Schedule(tid, __L4_UNCHANGED, __L4_UNCHANGED, prio & 0xff, __L4_UNCHANGED, &old);
}

/* Extension: the priority part is "unchanged". */
L4_INLINE L4_Word_t L4_Set_Stride(L4_ThreadId_t tid, L4_Word_t stride)
{
	L4_Word_t old;

	return L4_Schedule(tid, __L4_UNCHANGED, __L4_UNCHANGED, (stride << 16) + 0xffff,
			   __L4_UNCHANGED, &old);
}

L4_INLINE L4_Word_t L4_Set_ProcessorNo(L4_ThreadId_t tid, L4_Word_t cpu_no)
{
	L4_Word_t old;

	return L4_Schedule(tid, __L4_UNCHANGED, cpu_no & 0xffff, __L4_UNCHANGED, __L4_UNCHANGED,
			   &old);
}

L4_INLINE L4_Word_t L4_Set_Timeslice(L4_ThreadId_t tid, L4_Time_t timeslice,
				     L4_Time_t totalquantum)
{
	L4_Word_t old;

	return L4_Schedule(tid, ((L4_Word_t)timeslice.raw << 16) + totalquantum.raw,
			   __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, &old);
}

/* What is left of both. */
L4_INLINE L4_Word_t L4_Timeslice(L4_ThreadId_t tid, L4_Time_t *timeslice, L4_Time_t *totalquantum)
{
	L4_Word_t old, result;

	result = L4_Schedule(tid, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED,
			     &old);
	timeslice->raw = (L4_Word16_t)(old >> 16);
	totalquantum->raw = (L4_Word16_t)old;
	return result;
}

L4_INLINE L4_Word_t L4_Set_PreemptionDelay(L4_ThreadId_t tid, L4_Word_t sensitivePrio,
					   L4_Word_t maxDelay)
{
	L4_Word_t old;

	return L4_Schedule(tid, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED,
			   ((sensitivePrio & 0xff) << 16) + (maxDelay & 0xffff), &old);
}

/* Extension of a hierarchical scheduler: other kernels recognise bit 25 and refuse. */
L4_INLINE L4_Word_t L4_HS_Schedule(L4_ThreadId_t tid, L4_Word_t control, L4_ThreadId_t domain,
				   L4_Word_t prio, L4_Word_t stride, L4_Word_t *old_control)
{
	return L4_Schedule(tid, domain.raw, __L4_UNCHANGED, (stride << 16) | (prio & 0xffff),
			   control | ((L4_Word_t)1 << 25), old_control);
}

#endif
