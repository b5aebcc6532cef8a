/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO port access of kernel and loader.
 */
#ifndef L4_ARCH_IO_H
#define L4_ARCH_IO_H

#include <lib/port_io.h>

/* About a microsecond: a write to the POST code port, which has no effect. */
static inline void io_wait(void)
{
	outb(0x80, 0);
}

#endif
