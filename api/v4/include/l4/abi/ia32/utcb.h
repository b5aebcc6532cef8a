/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTCBs of 32-bit programs on AMD64: the word indices of 64-bit programs, relative to message
 * register 0, which is at the same place of a slot of the same size. With words of four bytes the
 * lowest one, index -64, is at slot + 0x100: what lies before it is the kernel's. Index -1 is
 * reserved. (X.2, UTCB)
 */
#ifndef L4_ABI_IA32_UTCB_H
#define L4_ABI_IA32_UTCB_H

#include <l4/abi/amd64/utcb.h>

#endif
