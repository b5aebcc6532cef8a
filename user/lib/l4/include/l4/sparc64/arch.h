/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: memory attributes, of which the processor knows cacheable and not. There are no IO
 * ports; the fpages that name them exist, and give access to nothing.
 */
#ifndef L4_LIB_SPARC64_ARCH_H
#define L4_LIB_SPARC64_ARCH_H

#include <l4/types.h>
#include <l4/io_fpage.h>
#include <l4/memory_types.h>

#endif
