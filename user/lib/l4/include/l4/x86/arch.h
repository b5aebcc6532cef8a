/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86 of both word sizes: fpages of IO ports and the memory attributes of the processor.
 */
#ifndef L4_LIB_X86_ARCH_H
#define L4_LIB_X86_ARCH_H

#include <l4/types.h>
#include <l4/io_fpage.h>
#include <l4/memory_types.h>

#endif
