/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD64: single instructions that programs use by name.
 */
#ifndef L4_LIB_AMD64_SPECIALS_H
#define L4_LIB_AMD64_SPECIALS_H

#include <l4/x86/specials.h>

#endif
