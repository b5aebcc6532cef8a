/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client of the firmware that booted the kernel. Usable until the kernel takes over the trap
 * table. (IEEE 1275-1994, chapter 6; SPARC binding)
 */
#ifndef L4_ARCH_OPENFIRMWARE_H
#define L4_ARCH_OPENFIRMWARE_H

#include <base/types.h>

typedef u64 firmware_node_t;

struct firmware_range {
	u64 start, bytes;
};

/* The client interface; written by the boot code. */
extern u64 firmware_entry;

/* 0: there is none. */
firmware_node_t firmware_find(const char *path);
firmware_node_t firmware_child(firmware_node_t node);
firmware_node_t firmware_peer(firmware_node_t node);

/* Copies up to `bytes` of a property; returns its length, or -1 if the node has none. */
long firmware_property(firmware_node_t node, const char *name, void *to, size_t bytes);

#endif
