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
	L4_ThreadId_t root;
	L4_Word_t verbosity;		/* 1: print what is refused, 2: every request */
};

/* Builds the pools from the kernel interface page. */
void sigma0_setup(struct sigma0 *s0, void *kip);

/* Keeps spare nodes at hand, in memory taken from the memory pool; fails silently. */
void sigma0_refill(struct sigma0 *s0);

void sigma0_print(const struct sigma0 *s0);

#endif
