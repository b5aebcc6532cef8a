/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client of the firmware that booted the machine. Usable until the trap table is taken over.
 * (IEEE 1275-1994, chapter 6; SPARC binding)
 */
#ifndef L4_LIB_OPENFIRMWARE_H
#define L4_LIB_OPENFIRMWARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t firmware_node_t;

struct firmware_range {
	uint64_t start, bytes;
};

/* The client interface: takes an array of cells; 0: the service exists. Written by boot code. */
extern uint64_t (*firmware_entry)(uint64_t *cells);

/* 0: there is none. */
firmware_node_t firmware_find(const char *path);
firmware_node_t firmware_child(firmware_node_t node);
firmware_node_t firmware_peer(firmware_node_t node);

/* Copies up to `bytes` of a property; returns its length, or -1 if the node has none. */
long firmware_property(firmware_node_t node, const char *name, void *to, size_t bytes);

/* Sends text to an open device, named by its instance. */
void firmware_write(uint32_t instance, const char *text, size_t length);

/* Makes [va, va + bytes) show physical memory from pa on, for data and code; false: it cannot. */
bool firmware_map(uint32_t mmu, uint64_t va, uint64_t pa, uint64_t bytes);

/* Has the firmware execute words of its own language. */
void firmware_interpret(const char *words);

#endif
