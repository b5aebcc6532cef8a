/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory, private: blocks as the allocators of pages, tables and objects get them. Context
 * of all: kmem_lock is held.
 */
#ifndef L4_GENERIC_KMEM_BLOCK_H
#define L4_GENERIC_KMEM_BLOCK_H

#include <generic/kmem.h>
#include <generic/lock.h>

extern size_t kmem_block_bytes;		/* free ones, with page tables that are kept */

/* The next allocation is to fail, for a test's sake. */
static inline bool kmem_is_to_fail(void)
{
	return IS_ENABLED(CONFIG_DEBUG_KMEM) && kmem_fails();
}

/* 2^order pages; NULL if there is no free block. */
void *kmem_block_alloc(unsigned int order) __must_hold(&kmem_lock);
void kmem_block_free(void *kv, unsigned int order) __must_hold(&kmem_lock);

/*
 * Makes free blocks of pages of caches in which no object is in use; false: there are none. It is
 * set with the first cache.
 */
extern bool (*kmem_emptier)(void);

static inline bool kmem_give_up_empty(void)
	__must_hold(&kmem_lock)
{
	return kmem_emptier != NULL && kmem_emptier();
}

#ifdef CONFIG_SMP
/*
 * Takes back a part of what processors keep for themselves, in a bounded number of instructions.
 * True: some. It is set with the first cache that has magazines; NULL: there is none.
 */
extern bool (*kmem_taker)(void);

static inline bool kmem_take_back(void)
	__must_hold(&kmem_lock)
{
	return kmem_taker != NULL && kmem_taker();
}
#else
static inline bool kmem_take_back(void)
{
	return false;
}
#endif

/* The same, for users: what is kept for the next one goes before there is none. */
void *kmem_pages_alloc(unsigned int order) __must_hold(&kmem_lock);
void kmem_pages_free(void *kv, unsigned int order) __must_hold(&kmem_lock);

#endif
