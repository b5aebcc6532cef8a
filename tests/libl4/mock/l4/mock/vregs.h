/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtual registers of the mock machine: declared only, the tests never run there.
 */
#ifndef L4_LIB_MOCK_VREGS_H
#define L4_LIB_MOCK_VREGS_H

#include <l4/types.h>

L4_Word_t *__L4_Utcb(void);
L4_Bool_t __L4_Set_Flag(L4_Word_t bit);
L4_Bool_t __L4_Clear_Flag(L4_Word_t bit);
L4_Word_t __L4_TCR_WordSizeMask(void);
void __L4_TCR_Set_WordSizeMask(L4_Word_t w);

#endif
