/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtual registers of the running thread (TCRs, message and buffer registers), which are words
 * of its UTCB. The architecture's vregs.h tells where that is, and changes flags.
 * (X.2, Virtual registers)
 */
#ifndef L4_LIB_VREGS_H
#define L4_LIB_VREGS_H

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)

/*
 * TCRs are volatile: the kernel, and other threads through it, change some of them at any time
 * (ProcessorNo, MyGlobalId, Pager, UserDefinedHandle, flags).
 */
L4_INLINE L4_Word_t __L4_TCR_Read(int index)
{
	return ((volatile L4_Word_t *)__L4_Utcb())[index];
}

L4_INLINE void __L4_TCR_Write(int index, L4_Word_t w)
{
	((volatile L4_Word_t *)__L4_Utcb())[index] = w;
}

L4_INLINE L4_Word_t __L4_TCR_MyGlobalId(void)
{
	return __L4_TCR_Read(L4_UTCB_MY_GLOBAL_ID);
}

L4_INLINE L4_Word_t __L4_TCR_MyLocalId(void)
{
	return (L4_Word_t)__L4_Utcb() - L4_UTCB_MR0_OFFSET + L4_UTCB_POINTER_OFFSET;
}

L4_INLINE L4_Word_t __L4_TCR_ProcessorNo(void)
{
	return __L4_TCR_Read(L4_UTCB_PROCESSOR_NO);
}

L4_INLINE L4_Word_t __L4_TCR_UserDefinedHandle(void)
{
	return __L4_TCR_Read(L4_UTCB_USER_HANDLE);
}

L4_INLINE void __L4_TCR_Set_UserDefinedHandle(L4_Word_t w)
{
	__L4_TCR_Write(L4_UTCB_USER_HANDLE, w);
}

L4_INLINE L4_Word_t __L4_TCR_Pager(void)
{
	return __L4_TCR_Read(L4_UTCB_PAGER);
}

L4_INLINE void __L4_TCR_Set_Pager(L4_Word_t w)
{
	__L4_TCR_Write(L4_UTCB_PAGER, w);
}

L4_INLINE L4_Word_t __L4_TCR_ExceptionHandler(void)
{
	return __L4_TCR_Read(L4_UTCB_EXCEPTION_HANDLER);
}

L4_INLINE void __L4_TCR_Set_ExceptionHandler(L4_Word_t w)
{
	__L4_TCR_Write(L4_UTCB_EXCEPTION_HANDLER, w);
}

L4_INLINE L4_Word_t __L4_TCR_ErrorCode(void)
{
	return __L4_TCR_Read(L4_UTCB_ERROR_CODE);
}

L4_INLINE L4_Word_t __L4_TCR_XferTimeout(void)
{
	return __L4_TCR_Read(L4_UTCB_XFER_TIMEOUTS);
}

L4_INLINE void __L4_TCR_Set_XferTimeout(L4_Word_t w)
{
	__L4_TCR_Write(L4_UTCB_XFER_TIMEOUTS, w);
}

L4_INLINE L4_Word_t __L4_TCR_IntendedReceiver(void)
{
	return __L4_TCR_Read(L4_UTCB_INTENDED_RECEIVER);
}

L4_INLINE L4_Word_t __L4_TCR_ActualSender(void)
{
	return __L4_TCR_Read(L4_UTCB_VIRTUAL_SENDER);
}

L4_INLINE void __L4_TCR_Set_VirtualSender(L4_Word_t w)
{
	__L4_TCR_Write(L4_UTCB_VIRTUAL_SENDER, w);
}

L4_INLINE L4_Word_t __L4_TCR_ThreadWord(L4_Word_t n)
{
	return __L4_TCR_Read(L4_UTCB_THREAD_WORD((int)n));
}

L4_INLINE void __L4_TCR_Set_ThreadWord(L4_Word_t n, L4_Word_t w)
{
	__L4_TCR_Write(L4_UTCB_THREAD_WORD((int)n), w);
}

/* The flags word: bits of __L4_Set_Flag() and __L4_Clear_Flag(), which return the old value. */
#define __L4_FLAG_SIGNAL_LOG2	5
#define __L4_FLAG_DELAY_LOG2	6
#define __L4_FLAG_PENDING_LOG2	7
#define __L4_FLAG_COP_LOG2	8

L4_INLINE void L4_Set_CopFlag(L4_Word_t n)
{
	(void)__L4_Set_Flag(__L4_FLAG_COP_LOG2 + (n & 7));
}

L4_INLINE void L4_Clr_CopFlag(L4_Word_t n)
{
	(void)__L4_Clear_Flag(__L4_FLAG_COP_LOG2 + (n & 7));
}

L4_INLINE L4_Bool_t L4_EnablePreemptionFaultException(void)
{
	return __L4_Set_Flag(__L4_FLAG_SIGNAL_LOG2);
}

L4_INLINE L4_Bool_t L4_DisablePreemptionFaultException(void)
{
	return __L4_Clear_Flag(__L4_FLAG_SIGNAL_LOG2);
}

L4_INLINE L4_Bool_t L4_EnablePreemption(void)
{
	return __L4_Clear_Flag(__L4_FLAG_DELAY_LOG2);
}

L4_INLINE L4_Bool_t L4_DisablePreemption(void)
{
	return __L4_Set_Flag(__L4_FLAG_DELAY_LOG2);
}

L4_INLINE L4_Bool_t L4_PreemptionPending(void)
{
	return __L4_Clear_Flag(__L4_FLAG_PENDING_LOG2);
}

/* Message registers */

L4_INLINE void L4_StoreMR(int i, L4_Word_t *w)
{
	*w = __L4_Utcb()[L4_UTCB_MR0 + i];
}

L4_INLINE void L4_LoadMR(int i, L4_Word_t w)
{
	__L4_Utcb()[L4_UTCB_MR0 + i] = w;
}

L4_INLINE void L4_StoreMRs(int i, int k, L4_Word_t *w)
{
	const L4_Word_t *mr = __L4_Utcb() + L4_UTCB_MR0 + i;

	for (; k > 0; k--)
		*w++ = *mr++;
}

L4_INLINE void L4_LoadMRs(int i, int k, const L4_Word_t *w)
{
	L4_Word_t *mr = __L4_Utcb() + L4_UTCB_MR0 + i;

	for (; k > 0; k--)
		*mr++ = *w++;
}

/* Buffer registers */

L4_INLINE void L4_StoreBR(int i, L4_Word_t *w)
{
	*w = __L4_Utcb()[L4_UTCB_BR(i)];
}

L4_INLINE void L4_LoadBR(int i, L4_Word_t w)
{
	__L4_Utcb()[L4_UTCB_BR(i)] = w;
}

L4_INLINE void L4_StoreBRs(int i, int k, L4_Word_t *w)
{
	for (; k > 0; k--)
		L4_StoreBR(i++, w++);
}

L4_INLINE void L4_LoadBRs(int i, int k, const L4_Word_t *w)
{
	for (; k > 0; k--)
		L4_LoadBR(i++, *w++);
}

#endif
