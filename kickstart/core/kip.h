/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page in a kernel image: finding it and filling in what a loader knows.
 */
#ifndef L4_KICKSTART_KIP_H
#define L4_KICKSTART_KIP_H

#include "elf.h"

struct kip {
	const struct phys *mem;
	paddr_t at;
	u32 word_bytes;		/* 4 or 8 */
	u64 page_size;		/* the smallest page the kernel has */
	u64 table;		/* address of memory descriptor 0 */
	u64 slots;		/* how many descriptors there is room for */
	u64 used;		/* how many were added; may be more than there is room for */
};

/*
 * The first occurrence of the magic number in r, looking at every fourth byte from the start of r.
 * Other loaders begin at the page in which an image starts; a page that is partly someone else's
 * is not searched here. Errors: false, there is none.
 */
__must_check bool kip_find(const struct phys *mem, struct range r, paddr_t *at);

/*
 * Read the page at `at`, which kip_find has found in `within`; that may be a file, so nothing is
 * said about addresses yet. Errors: PROBLEM_KIP.
 */
__must_check bool kip_open(struct kip *kip, const struct phys *mem, paddr_t at,
			   struct range within, struct problem *why);

/* Check what holds only for a loaded page: its alignment, and that the table lies in the image. */
__must_check bool kip_check_loaded(const struct kip *kip, struct range image, struct problem *why);

u64 kip_get(const struct kip *kip, u32 word);
void kip_put(const struct kip *kip, u32 word, u64 value);

/* Fill in the block of an initial server that begins at the given word. */
void kip_put_server(const struct kip *kip, u32 word, const struct image *image);

/* The whole physical address space as the kernel counts it. */
struct range kip_address_space(const struct kip *kip);

/*
 * Add a descriptor for all granules that r touches; what a kernel with 32-bit words cannot
 * express is cut off or left out. kip_finish_memory fails with PROBLEM_SLOTS if there were more
 * descriptors than slots.
 */
void kip_add_memory(struct kip *kip, struct range r, u32 type, u32 subtype);
__must_check bool kip_finish_memory(const struct kip *kip, struct problem *why);

#endif
