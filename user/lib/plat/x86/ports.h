/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports of a PC, asked of sigma0.
 */
#ifndef L4_PLAT_PORTS_H
#define L4_PLAT_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#define PORT_LAST	0xffff

/*
 * True if sigma0 gives the calling thread, whoever its pager is, the block of `size` ports in which
 * `first` lies. The size is a power of two. Asking again for what one already has is allowed.
 */
bool plat_ports(uint64_t first, int size);

#endif
