/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads: own control registers, and those of other threads through ExchangeRegisters.
 * (X.2, Threads)
 */
#ifndef L4_LIB_THREAD_H
#define L4_LIB_THREAD_H

#include <l4/syscalls.h>

/* The other codes have the same names in the ABI header. */
#define L4_ERROR_OK	L4_ERROR_NONE
#define L4_ERROR_NO_MEM	L4_ERROR_NO_MEMORY

/* Extensions: control words of kernels with control transfer items. */
#define L4_EXREGS_CTRLXFER_CONF_FLAG	((L4_Word_t)1 << 9)
#define L4_EXREGS_CTRLXFER_READ_FLAG	((L4_Word_t)1 << 10)
#define L4_EXREGS_CTRLXFER_WRITE_FLAG	((L4_Word_t)1 << 11)
#define L4_EXREGS_EXCHANDLER_FLAG	((L4_Word_t)1 << 12)
#define L4_EXREGS_SCHEDULER_FLAG	((L4_Word_t)1 << 13)

typedef struct {
	L4_Word_t raw;
} L4_ThreadState_t;

L4_INLINE L4_Bool_t L4_ThreadWasHalted(L4_ThreadState_t s)
{
	return (s.raw & L4_EXREGS_WAS_HALTED) != 0;
}

L4_INLINE L4_Bool_t L4_ThreadWasReceiving(L4_ThreadState_t s)
{
	return (s.raw & L4_EXREGS_WAS_RECEIVING) != 0;
}

L4_INLINE L4_Bool_t L4_ThreadWasSending(L4_ThreadState_t s)
{
	return (s.raw & L4_EXREGS_WAS_SENDING) != 0;
}

L4_INLINE L4_Bool_t L4_ThreadWasIpcing(L4_ThreadState_t s)
{
	return (s.raw & (L4_EXREGS_WAS_RECEIVING | L4_EXREGS_WAS_SENDING)) != 0;
}

/* The calling thread */

L4_INLINE L4_ThreadId_t L4_MyGlobalId(void)
{
	return __L4_CONSTANT(L4_ThreadId_t, __L4_TCR_MyGlobalId());
}

L4_INLINE L4_ThreadId_t L4_MyLocalId(void)
{
	return __L4_CONSTANT(L4_ThreadId_t, __L4_TCR_MyLocalId());
}

L4_INLINE L4_ThreadId_t L4_Myself(void)
{
	return L4_MyGlobalId();
}

L4_INLINE L4_Word_t L4_ProcessorNo(void)
{
	return __L4_TCR_ProcessorNo();
}

L4_INLINE L4_Word_t L4_UserDefinedHandle(void)
{
	return __L4_TCR_UserDefinedHandle();
}

L4_INLINE void L4_Set_UserDefinedHandle(L4_Word_t NewValue)
{
	__L4_TCR_Set_UserDefinedHandle(NewValue);
}

L4_INLINE L4_ThreadId_t L4_Pager(void)
{
	return __L4_CONSTANT(L4_ThreadId_t, __L4_TCR_Pager());
}

L4_INLINE void L4_Set_Pager(L4_ThreadId_t NewPager)
{
	__L4_TCR_Set_Pager(NewPager.raw);
}

L4_INLINE L4_ThreadId_t L4_ExceptionHandler(void)
{
	return __L4_CONSTANT(L4_ThreadId_t, __L4_TCR_ExceptionHandler());
}

L4_INLINE void L4_Set_ExceptionHandler(L4_ThreadId_t NewHandler)
{
	__L4_TCR_Set_ExceptionHandler(NewHandler.raw);
}

L4_INLINE L4_Word_t L4_ErrorCode(void)
{
	return __L4_TCR_ErrorCode();
}

/* For the codes of all system calls except Ipc. */
L4_INLINE const char *L4_ErrorCode_String(L4_Word_t err)
{
	switch (err) {
	case L4_ErrOk:
		return "no error";
	case L4_ErrNoPrivilege:
		return "no privilege";
	case L4_ErrInvalidThread:
		return "invalid thread";
	case L4_ErrInvalidSpace:
		return "invalid space";
	case L4_ErrInvalidScheduler:
		return "invalid scheduler";
	case L4_ErrInvalidParam:
		return "invalid parameter";
	case L4_ErrUtcbArea:
		return "invalid UTCB area";
	case L4_ErrKipArea:
		return "invalid KIP area";
	case L4_ErrNoMem:
		return "out of kernel memory";
	default:
		return "unknown error";
	}
}

L4_INLINE L4_Word_t L4_XferTimeouts(void)
{
	return __L4_TCR_XferTimeout();
}

L4_INLINE void L4_Set_XferTimeouts(L4_Word_t NewValue)
{
	__L4_TCR_Set_XferTimeout(NewValue);
}

L4_INLINE L4_ThreadId_t L4_IntendedReceiver(void)
{
	return __L4_CONSTANT(L4_ThreadId_t, __L4_TCR_IntendedReceiver());
}

L4_INLINE L4_ThreadId_t L4_ActualSender(void)
{
	return __L4_CONSTANT(L4_ThreadId_t, __L4_TCR_ActualSender());
}

L4_INLINE void L4_Set_VirtualSender(L4_ThreadId_t t)
{
	__L4_TCR_Set_VirtualSender(t.raw);
}

L4_INLINE L4_Word_t L4_WordSizeMask(void)
{
	return __L4_TCR_WordSizeMask();
}

L4_INLINE void L4_Reset_WordSizeMask(void)
{
	__L4_TCR_Set_WordSizeMask(~(L4_Word_t)0);
}

/* Other threads: ExchangeRegisters with only what the function is about. */

typedef struct {
	L4_ThreadId_t id;	/* the other form of dest; nilthread on failure */
	L4_ThreadState_t state;
	L4_Word_t sp, ip, flags, handle;
	L4_ThreadId_t pager;
} __L4_Registers_t;

L4_INLINE __L4_Registers_t __L4_Exchange(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
					 L4_Word_t ip, L4_Word_t flags, L4_Word_t handle,
					 L4_ThreadId_t pager)
{
	__L4_Registers_t old;

	old.id = L4_ExchangeRegisters(dest, control, sp, ip, flags, handle, pager,
				      &old.state.raw, &old.sp, &old.ip, &old.flags, &old.handle,
				      &old.pager);
	return old;
}

L4_INLINE __L4_Registers_t __L4_Control(L4_ThreadId_t dest, L4_Word_t control)
{
	return __L4_Exchange(dest, control, 0, 0, 0, 0, L4_nilthread);
}

L4_INLINE L4_ThreadId_t L4_GlobalIdOf(L4_ThreadId_t t)
{
	return L4_IsGlobalId(t) ? t : __L4_Control(t, 0).id;
}

L4_INLINE L4_Bool_t L4_SameThreads(L4_ThreadId_t l, L4_ThreadId_t r)
{
	return L4_IsThreadEqual(L4_GlobalIdOf(l), L4_GlobalIdOf(r));
}

L4_INLINE L4_ThreadId_t L4_LocalIdOf(L4_ThreadId_t t)
{
	return L4_IsLocalId(t) ? t : __L4_Control(t, 0).id;
}

L4_INLINE L4_Word_t L4_UserDefinedHandleOf(L4_ThreadId_t t)
{
	return __L4_Control(t, L4_EXREGS_DELIVER).handle;
}

L4_INLINE void L4_Set_UserDefinedHandleOf(L4_ThreadId_t t, L4_Word_t handle)
{
	(void)__L4_Exchange(t, L4_EXREGS_SET_HANDLE, 0, 0, 0, handle, L4_nilthread);
}

L4_INLINE L4_ThreadId_t L4_PagerOf(L4_ThreadId_t t)
{
	return __L4_Control(t, L4_EXREGS_DELIVER).pager;
}

L4_INLINE void L4_Set_PagerOf(L4_ThreadId_t t, L4_ThreadId_t p)
{
	(void)__L4_Exchange(t, L4_EXREGS_SET_PAGER, 0, 0, 0, 0, p);
}

#define __L4_EXREGS_START	\
	(L4_EXREGS_HALT_VALID | L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV)
#define __L4_EXREGS_STOP	(L4_EXREGS_DELIVER | L4_EXREGS_HALT_VALID | L4_EXREGS_HALT)

L4_INLINE void L4_Start(L4_ThreadId_t t)
{
	(void)__L4_Control(t, __L4_EXREGS_START);
}

L4_INLINE void L4_Start_SpIp(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip)
{
	(void)__L4_Exchange(t, __L4_EXREGS_START | L4_EXREGS_SET_SP | L4_EXREGS_SET_IP, sp, ip, 0,
			    0, L4_nilthread);
}

L4_INLINE void L4_Start_SpIpFlags(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip, L4_Word_t flags)
{
	(void)__L4_Exchange(t, __L4_EXREGS_START | L4_EXREGS_SET_SP | L4_EXREGS_SET_IP |
			    L4_EXREGS_SET_FLAGS, sp, ip, flags, 0, L4_nilthread);
}

L4_INLINE L4_ThreadState_t __L4_Stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t cancel, L4_Word_t *sp,
					       L4_Word_t *ip, L4_Word_t *flags)
{
	__L4_Registers_t old = __L4_Control(t, __L4_EXREGS_STOP | cancel);

	*sp = old.sp;
	*ip = old.ip;
	*flags = old.flags;
	return old.state;
}

L4_INLINE L4_ThreadState_t L4_Stop(L4_ThreadId_t t)
{
	return __L4_Control(t, __L4_EXREGS_STOP).state;
}

L4_INLINE L4_ThreadState_t L4_Stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t *sp, L4_Word_t *ip,
					     L4_Word_t *flags)
{
	return __L4_Stop_SpIpFlags(t, 0, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortReceive_and_stop(L4_ThreadId_t t)
{
	return __L4_Control(t, __L4_EXREGS_STOP | L4_EXREGS_CANCEL_RECV).state;
}

L4_INLINE L4_ThreadState_t L4_AbortReceive_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t *sp,
							      L4_Word_t *ip, L4_Word_t *flags)
{
	return __L4_Stop_SpIpFlags(t, L4_EXREGS_CANCEL_RECV, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortSend_and_stop(L4_ThreadId_t t)
{
	return __L4_Control(t, __L4_EXREGS_STOP | L4_EXREGS_CANCEL_SEND).state;
}

L4_INLINE L4_ThreadState_t L4_AbortSend_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t *sp,
							   L4_Word_t *ip, L4_Word_t *flags)
{
	return __L4_Stop_SpIpFlags(t, L4_EXREGS_CANCEL_SEND, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortIpc_and_stop(L4_ThreadId_t t)
{
	return __L4_Control(t, __L4_EXREGS_STOP | L4_EXREGS_CANCEL_SEND |
			    L4_EXREGS_CANCEL_RECV).state;
}

L4_INLINE L4_ThreadState_t L4_AbortIpc_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t *sp,
							  L4_Word_t *ip, L4_Word_t *flags)
{
	return __L4_Stop_SpIpFlags(t, L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV, sp, ip,
				   flags);
}

/* Interrupts: an interrupt thread whose pager is itself has no handler. */

L4_INLINE L4_Word_t L4_AssociateInterrupt(L4_ThreadId_t InterruptThread,
					  L4_ThreadId_t HandlerThread)
{
	return L4_ThreadControl(InterruptThread, InterruptThread, L4_nilthread, HandlerThread,
				(void *)~(L4_Word_t)0);
}

L4_INLINE L4_Word_t L4_DeassociateInterrupt(L4_ThreadId_t InterruptThread)
{
	return L4_AssociateInterrupt(InterruptThread, InterruptThread);
}

/* Extensions: the control word that the kernel returns. */

L4_INLINE L4_Word_t L4_ConfCtrlXferItems(L4_ThreadId_t dest)
{
	return __L4_Control(dest, L4_EXREGS_CTRLXFER_CONF_FLAG).state.raw;
}

L4_INLINE L4_Word_t L4_ReadCtrlXferItems(L4_ThreadId_t dest)
{
	return __L4_Control(dest, L4_EXREGS_CTRLXFER_READ_FLAG).state.raw;
}

L4_INLINE L4_Word_t L4_WriteCtrlXferItems(L4_ThreadId_t dest)
{
	return __L4_Control(dest, L4_EXREGS_CTRLXFER_WRITE_FLAG).state.raw;
}

#if defined(__cplusplus)
#include <l4/cxx/thread.h>
#endif

#endif
