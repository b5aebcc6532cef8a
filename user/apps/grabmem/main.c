/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asks sigma0 for any block of every size, from the largest to a page, until it has no more; then
 * compares the total with the conventional memory of the descriptors, which it cannot exceed.
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <l4/sigma0.h>
#include <l4/abi/kip.h>

#include <plat.h>
#include <stdio.h>

#define LARGEST_LOG2	(L4_BITS_PER_WORD - 1)
#define SMALLEST_LOG2	12

/* The descriptors' conventional memory, before later descriptors take away from it. */
static L4_Word_t conventional_memory(void *kip)
{
	L4_Word_t i, n = L4_NumMemoryDescriptors(kip), total = 0;

	for (i = 0; i < n; i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);

		if (!L4_IsMemoryDescVirtual(d) &&
		    L4_MemoryDescType(d) == L4_MEMORY_CONVENTIONAL)
			total += L4_MemoryDescHigh(d) - L4_MemoryDescLow(d) + 1;
	}
	return total;
}

/* Takes every block of one size; returns the bytes. */
static L4_Word_t grab(unsigned int order, bool *sound)
{
	L4_Word_t count = 0;
	L4_Fpage_t f;

	for (;; count++) {
		f = L4_Sigma0_GetAny(L4_nilthread, order, L4_CompleteAddressSpace);
		if (L4_IsNilFpage(f))
			break;
		if (L4_SizeLog2(f) != order || L4_Rights(f) != L4_FullyAccessible) {
			printf("wrong answer: fpage %#lx for size 2^%u\n", f.raw, order);
			*sound = false;
		}
	}
	if (count > 0)
		printf("%8lu x 2^%u bytes\n", count, order);
	return count << order;
}

int main(void)
{
	L4_Word_t limit = conventional_memory(L4_GetKernelInterface()), total = 0;
	unsigned int order;
	bool sound = true;

	printf("grabmem: conventional memory %lu KiB\n", limit >> 10);
	for (order = LARGEST_LOG2; order >= SMALLEST_LOG2; order--)
		total += grab(order, &sound);
	printf("grabmem: got %lu KiB (%lu bytes)\n", total >> 10, total);
	plat_exit(sound && total > 0 && total <= limit);
}
