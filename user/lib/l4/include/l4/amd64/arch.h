/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD64: fpages of IO ports, memory attributes, and thread ids of 32-bit programs.
 */
#ifndef L4_LIB_AMD64_ARCH_H
#define L4_LIB_AMD64_ARCH_H

#include <l4/types.h>
#include <l4/x86/arch.h>
#include L4_COMPAT_H_LOCATION

#endif
