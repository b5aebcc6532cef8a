/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel interface pages of 32- and 64-bit kernels. (X.2, kernel interface page)
 */
#include <l4/abi/kip.h>
#include "kip.h"

#define KIP_SIZE	((u64)1 << L4_KIP_SIZE_LOG2)
#define GRANULE		((u64)1 << L4_MEMDESC_GRANULE_LOG2)
#define PAGE_SIZE_MAX	(4 * MIB)

/* The bytes of the magic number are the same everywhere; as a number they are not. */
static u32 magic(const struct phys *mem)
{
	return mem->target->is_big_endian ? __builtin_bswap32(L4_KIP_MAGIC) : L4_KIP_MAGIC;
}

bool kip_find(const struct phys *mem, struct range r, paddr_t *at)
{
	return phys_find32(mem, r, sizeof(u32), magic(mem), at);
}

u64 kip_get(const struct kip *kip, u32 word)
{
	paddr_t at = kip->at + (u64)word * kip->word_bytes;

	return kip->word_bytes == 8 ? phys_get64(kip->mem, at) : phys_get32(kip->mem, at);
}

void kip_put(const struct kip *kip, u32 word, u64 value)
{
	paddr_t at = kip->at + (u64)word * kip->word_bytes;

	if (kip->word_bytes == 8)
		phys_put64(kip->mem, at, value);
	else
		phys_put32(kip->mem, at, (u32)value);
}

bool kip_open(struct kip *kip, const struct phys *mem, paddr_t at, struct range within,
	      struct problem *why)
{
	u64 info, mask;
	u32 half;

	*kip = (struct kip){ .mem = mem, .at = at };
	if (within.end - at < L4_KIP_FIXED_WORDS * sizeof(u32))
		return problem(why, PROBLEM_KIP, "kernel interface page cut off");
	/* The second half of a 64-bit magic number is 0; a 32-bit ApiVersion is not. */
	kip->word_bytes = phys_get32(mem, at + sizeof(u32)) ? 4 : 8;
	if (within.end - at < (u64)L4_KIP_FIXED_WORDS * kip->word_bytes)
		return problem(why, PROBLEM_KIP, "kernel interface page cut off");
	half = 4 * kip->word_bytes;
	info = kip_get(kip, L4_KIP_WORD_MEMORY_INFO);
	kip->slots = info & (((u64)1 << half) - 1);
	kip->table = at + (info >> half);
	if (kip->table == at)
		return problem(why, PROBLEM_KIP,
			       "kernel interface page without memory descriptors");
	mask = kip_get(kip, L4_KIP_WORD_PAGE_INFO) & ~(GRANULE - 1);
	kip->page_size = mask & -mask;
	if (!mask || kip->page_size > PAGE_SIZE_MAX)
		return problem(why, PROBLEM_KIP,
			       "kernel interface page without a page size up to 4 MiB");
	return true;
}

bool kip_check_loaded(const struct kip *kip, struct range image, struct problem *why)
{
	u64 fixed = (u64)L4_KIP_FIXED_WORDS * kip->word_bytes;

	if (kip->at & (KIP_SIZE - 1))
		return problem(why, PROBLEM_KIP,
			       "kernel interface page at %#llx is not on a page boundary",
			       ull(kip->at));
	/* slots has at most 32 bits, so the product cannot overflow */
	if (kip->table - kip->at < fixed || kip->table > image.end ||
	    kip->slots * 2 * kip->word_bytes > image.end - kip->table)
		return problem(why, PROBLEM_KIP,
			       "table of %llu memory descriptors at %#llx is not in the image",
			       ull(kip->slots), ull(kip->table));
	return true;
}

void kip_put_server(const struct kip *kip, u32 word, const struct image *image)
{
	kip_put(kip, word + L4_KIP_SERVER_IP, image->entry);
	kip_put(kip, word + L4_KIP_SERVER_LOW, image->at.start);
	kip_put(kip, word + L4_KIP_SERVER_HIGH, image->at.end);
	if (kip->word_bytes == 8 && image->class == ELF_CLASS_32)
		kip_put(kip, word + L4_KIP_SERVER_SP, (u64)1 << L4_KIP_SERVER_SP_32BIT_LOG2);
}

struct range kip_address_space(const struct kip *kip)
{
	return (struct range){ 0, kip->word_bytes == 8 ? ~(u64)0 : 4 * GIB };
}

void kip_add_memory(struct kip *kip, struct range r, u32 type, u32 subtype)
{
	u64 low, high, slot;

	r = range_below(r, kip_address_space(kip).end);
	if (range_is_empty(r))
		return;
	slot = kip->used++;
	if (slot >= kip->slots)
		return;
	low = round_down(r.start, GRANULE) | subtype << L4_MEMDESC_SUBTYPE_SHIFT | type;
	high = round_down(r.end - 1, GRANULE);
	slot = kip->table + slot * 2 * kip->word_bytes;
	if (kip->word_bytes == 8) {
		phys_put64(kip->mem, slot, low);
		phys_put64(kip->mem, slot + 8, high);
	} else {
		phys_put32(kip->mem, slot, (u32)low);
		phys_put32(kip->mem, slot + 4, (u32)high);
	}
}

bool kip_finish_memory(const struct kip *kip, struct problem *why)
{
	u64 info = kip_get(kip, L4_KIP_WORD_MEMORY_INFO);
	u32 half = 4 * kip->word_bytes;

	if (kip->used > kip->slots)
		return problem(why, PROBLEM_SLOTS,
			       "%llu memory descriptors needed, the kernel has room for %llu",
			       ull(kip->used), ull(kip->slots));
	kip_put(kip, L4_KIP_WORD_MEMORY_INFO, (info >> half) << half | kip->used);
	return true;
}
