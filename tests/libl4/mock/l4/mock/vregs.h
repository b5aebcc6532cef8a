/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtual registers of the mock machine: declared only, the tests never run there.
 */
#ifndef L4_LIB_MOCK_VREGS_H
#define L4_LIB_MOCK_VREGS_H

#include <l4/types.h>

L4_Word_t __L4_TCR_MyGlobalId(void);
L4_Word_t __L4_TCR_MyLocalId(void);
L4_Word_t __L4_TCR_ProcessorNo(void);
L4_Word_t __L4_TCR_UserDefinedHandle(void);
void __L4_TCR_Set_UserDefinedHandle(L4_Word_t w);
L4_Word_t __L4_TCR_Pager(void);
void __L4_TCR_Set_Pager(L4_Word_t w);
L4_Word_t __L4_TCR_ExceptionHandler(void);
void __L4_TCR_Set_ExceptionHandler(L4_Word_t w);
L4_Word_t __L4_TCR_ErrorCode(void);
L4_Word_t __L4_TCR_XferTimeout(void);
void __L4_TCR_Set_XferTimeout(L4_Word_t w);
L4_Word_t __L4_TCR_IntendedReceiver(void);
L4_Word_t __L4_TCR_ActualSender(void);
void __L4_TCR_Set_VirtualSender(L4_Word_t w);
L4_Word_t __L4_TCR_WordSizeMask(void);
void __L4_TCR_Set_WordSizeMask(L4_Word_t w);
void L4_StoreMR(int i, L4_Word_t *w);
void L4_LoadMR(int i, L4_Word_t w);
void L4_StoreMRs(int i, int k, L4_Word_t *w);
void L4_LoadMRs(int i, int k, const L4_Word_t *w);
void L4_StoreBR(int i, L4_Word_t *w);
void L4_LoadBR(int i, L4_Word_t w);
void L4_StoreBRs(int i, int k, L4_Word_t *w);
void L4_LoadBRs(int i, int k, const L4_Word_t *w);

#endif
