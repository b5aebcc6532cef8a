/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sigma0's state: the pools and who the privileged threads are.
 */
#ifndef L4_SIGMA0_SIGMA0_H
#define L4_SIGMA0_SIGMA0_H

#include <l4/types.h>

#include "pool.h"

struct sigma0 {
	struct pool memory;		/* physical memory, in bytes */
	struct pool ports;		/* IO ports */
	struct pool_store store;	/* nodes of both */
	unsigned int page_log2;		/* smallest page of the processor */
	L4_Word_t system_base;		/* thread numbers from here are kernel threads, */
	L4_Word_t user_base;		/* up to here */
	L4_ThreadId_t kernel, root;
	pool_addr_t unknown_left;	/* bytes: see sigma0_may_open() */
	L4_Word_t verbosity;		/* 1: print what is refused, 2: every request */
};

/*
 * Builds the pools from the kernel interface page, the tables of the firmware, and the words that
 * the loader has passed.
 */
void sigma0_setup(struct sigma0 *s0, void *kip);

/*
 * Makes what nobody owns yet private, as far as it is not conventional memory: the root task alone
 * gets it. False: no nodes.
 */
bool sigma0_set_private(struct pool *pool, pool_addr_t start, pool_addr_t last);

/* What of the machine is the kernel's or the root task's. One for each processor. */
void sigma0_add_machine(struct sigma0 *s0);

/* From now on sigma0_memory() reads what the pools say is memory. */
void sigma0_memory_init(const struct sigma0 *s0, void *kip);
/* Returns physical memory [start, start + bytes) to read, or NULL: not all of it is memory. */
const void *sigma0_memory(uint64_t start, size_t bytes);

/*
 * Memory above 4 GiB that nothing describes costs the kernel a node for each of its pages and has
 * no end: nobody gets more than 4 GiB at once, and who is not the root task gets it out of 4 GiB
 * in all, counted in large pages, each of them once. sigma0_open() notes what is given; after
 * sigma0_may_open() it fails only without nodes.
 */
bool sigma0_may_open(const struct sigma0 *s0, L4_ThreadId_t client, pool_addr_t start,
		     pool_addr_t last);
bool sigma0_open(struct sigma0 *s0, L4_ThreadId_t client, pool_addr_t start, pool_addr_t last);

/* Keeps spare nodes at hand, in memory taken from the memory pool; fails silently. */
void sigma0_refill(struct sigma0 *s0);

void sigma0_print(const struct sigma0 *s0);

#endif
