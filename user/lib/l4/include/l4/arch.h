/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions and constants that only some architectures have.
 */
#ifndef L4_LIB_ARCH_H
#define L4_LIB_ARCH_H

#include <l4/types.h>
#include __L4_INC_ARCH(arch.h)

#endif
