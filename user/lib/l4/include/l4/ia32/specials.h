/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32: single instructions that programs use by name.
 */
#ifndef L4_LIB_IA32_SPECIALS_H
#define L4_LIB_IA32_SPECIALS_H

#include <l4/x86/specials.h>

#endif
