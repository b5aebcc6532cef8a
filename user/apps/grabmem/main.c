/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asks sigma0 for any block of every size, from the largest to a page, until it has no more; then
 * compares all of it with what the kernel interface page says is free: conventional memory that no
 * later descriptor takes away, without the images of the first programs. A sigma0 may keep some of
 * that for its own books.
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <l4/sigma0.h>
#include <l4/abi/kip.h>

#include <plat.h>
#include <stdio.h>

#define LARGEST_LOG2	(L4_BITS_PER_WORD - 1)
#define SMALLEST_LOG2	12
#define PAGE_MASK	(((L4_Word_t)1 << SMALLEST_LOG2) - 1)

/* What books may take: a part of memory, and something that does not depend on it. */
#define BOOKS_SHIFT	5
#define BOOKS_BYTES	0x200000

/* Blocks whose places are remembered; of more only the sum is looked at. */
#define BLOCKS_MAX	4096

struct image {
	L4_Word_t low, end;	/* whole pages; end 0: none */
};

static const unsigned int image_words[][2] = {
	{ L4_KIP_WORD_KDEBUG_LOW, L4_KIP_WORD_KDEBUG_HIGH },
	{ L4_KIP_WORD_SIGMA0_LOW, L4_KIP_WORD_SIGMA0_HIGH },
	{ L4_KIP_WORD_SIGMA1_LOW, L4_KIP_WORD_SIGMA1_HIGH },
	{ L4_KIP_WORD_ROOT_LOW, L4_KIP_WORD_ROOT_HIGH },
};

#define IMAGES	(sizeof(image_words) / sizeof(image_words[0]))

static struct image image_of(const L4_Word_t *kip, unsigned int i)
{
	L4_Word_t low = kip[image_words[i][0]], high = kip[image_words[i][1]];

	if (high <= low)
		return (struct image){ 0, 0 };
	return (struct image){ low & ~PAGE_MASK, (high + PAGE_MASK) & ~PAGE_MASK };
}

/* What is at this address: the last descriptor that covers it decides. */
static bool is_free(void *kip, L4_Word_t address)
{
	bool conventional = false;
	struct image image;
	L4_Word_t i;

	for (i = 0; i < L4_NumMemoryDescriptors(kip); i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);

		if (!L4_IsMemoryDescVirtual(d) && address >= L4_MemoryDescLow(d) &&
		    address <= L4_MemoryDescHigh(d))
			conventional = L4_MemoryDescType(d) == L4_MEMORY_CONVENTIONAL;
	}
	for (i = 0; i < IMAGES; i++) {
		image = image_of(kip, i);
		if (address >= image.low && address < image.end)
			return false;
	}
	return conventional;
}

static void take_if_next(L4_Word_t boundary, L4_Word_t address, L4_Word_t *next)
{
	if (boundary > address && (*next == 0 || boundary < *next))
		*next = boundary;
}

/* The first address behind this one where something else may begin; 0: none. */
static L4_Word_t next_boundary(void *kip, L4_Word_t address)
{
	L4_Word_t i, next = 0;
	struct image image;

	for (i = 0; i < L4_NumMemoryDescriptors(kip); i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);

		if (L4_IsMemoryDescVirtual(d))
			continue;
		take_if_next(L4_MemoryDescLow(d), address, &next);
		take_if_next(L4_MemoryDescHigh(d) + 1, address, &next);
	}
	for (i = 0; i < IMAGES; i++) {
		image = image_of(kip, i);
		take_if_next(image.low, address, &next);
		take_if_next(image.end, address, &next);
	}
	return next;
}

/* True if all of [low, last] is free. */
static bool is_all_free(void *kip, L4_Word_t low, L4_Word_t last)
{
	for (; low != 0 && low <= last; low = next_boundary(kip, low))
		if (!is_free(kip, low))
			return false;
	return true;
}

/* The whole pages that are free. */
static L4_Word_t free_memory(void *kip)
{
	L4_Word_t address = 0, begin = 0, total = 0, first, end;
	bool was_free = false, now_free;

	do {
		now_free = is_free(kip, address);
		if (now_free && !was_free)
			begin = address;
		if (!now_free && was_free) {
			first = (begin + PAGE_MASK) & ~PAGE_MASK;
			end = address & ~PAGE_MASK;
			total += end > first ? end - first : 0;
		}
		was_free = now_free;
		address = next_boundary(kip, address);
	} while (address != 0);
	return total;
}

static struct {
	L4_Word_t low, last;
} blocks[BLOCKS_MAX];
static unsigned int num_blocks;

/* True if it was not given before; notes it. */
static bool is_new(L4_Word_t low, L4_Word_t last)
{
	unsigned int i;

	for (i = 0; i < num_blocks; i++)
		if (low <= blocks[i].last && last >= blocks[i].low)
			return false;
	if (num_blocks < BLOCKS_MAX) {
		blocks[num_blocks].low = low;
		blocks[num_blocks++].last = last;
	}
	return true;
}

/* Takes every block of one size; returns the bytes. */
static L4_Word_t grab(void *kip, unsigned int order, L4_Word_t *highest, bool *sound)
{
	L4_Word_t count = 0, last;
	L4_Fpage_t f;

	for (;; count++) {
		f = L4_Sigma0_GetAny(L4_nilthread, order, L4_CompleteAddressSpace);
		if (L4_IsNilFpage(f))
			break;
		if (L4_SizeLog2(f) != order || L4_Rights(f) != L4_FullyAccessible) {
			printf("wrong answer: fpage %#lx for size 2^%u\n", f.raw, order);
			*sound = false;
		}
		last = L4_Address(f) + L4_Size(f) - 1;
		if (!is_all_free(kip, L4_Address(f), last) || !is_new(L4_Address(f), last)) {
			printf("wrong answer: fpage %#lx is not free\n", f.raw);
			*sound = false;
		}
		if (last > *highest)
			*highest = last;
	}
	if (count > 0)
		printf("%8lu x 2^%u bytes\n", count, order);
	return count << order;
}

int main(void)
{
	void *kip = L4_GetKernelInterface();
	L4_Word_t wanted = free_memory(kip), total = 0, highest = 0;
	unsigned int order;
	bool sound = true;

	printf("grabmem: free memory %lu KiB\n", wanted >> 10);
	for (order = LARGEST_LOG2; order >= SMALLEST_LOG2; order--)
		total += grab(kip, order, &highest, &sound);
	printf("grabmem: got %lu KiB (%lu bytes), none behind %#lx\n", total >> 10, total, highest);
	if (total > wanted) {
		printf("grabmem: that is too much\n");
		plat_exit(false);
	}
	printf("grabmem: sigma0 keeps %lu KiB\n", (wanted - total) >> 10);
	plat_exit(sound && wanted - total <= (wanted >> BOOKS_SHIFT) + BOOKS_BYTES);
}
