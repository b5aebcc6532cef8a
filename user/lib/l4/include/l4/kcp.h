/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel configuration page: the kernel interface page as a loader sees it before boot.
 */
#ifndef L4_LIB_KCP_H
#define L4_LIB_KCP_H

#include <l4/kip_types.h>

typedef struct L4_KernelRootServer {
	L4_Word_t sp;
	L4_Word_t ip;
	L4_Word_t low;
	L4_Word_t high;
} L4_KernelRootServer_t;

typedef struct L4_KernelConfigurationPage {
	L4_Word_t magic;
	L4_Word_t __version_and_flags[3];
	struct {
		L4_Word_t init;
		L4_Word_t entry;
		L4_Word_t low;
		L4_Word_t high;
	} Kdebug;
	L4_KernelRootServer_t sigma0;
	L4_KernelRootServer_t sigma1;
	L4_KernelRootServer_t root_server;
	L4_Word_t __reserved;
	L4_MemoryInfo_t MemoryInfo;
	L4_Word_t Kdebug_config[2];
	__L4_MemoryRegion_t MainMem;
	__L4_MemoryRegion_t ReservedMem[2];
	__L4_MemoryRegion_t DedicatedMem[5];
	L4_Word_t __areas_and_log[6];
	L4_Word_t BootInfo;
} L4_KernelConfigurationPage_t;

#endif
