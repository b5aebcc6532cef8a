/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every other header stands on: the virtual registers and system calls of the architecture.
 */
#ifndef L4_LIB_SYSCALLS_H
#define L4_LIB_SYSCALLS_H

#include <l4/types.h>
#include __L4_INC_ARCH(specials.h)
#include <l4/vregs.h>
#include __L4_INC_ARCH(syscalls.h)

#endif
