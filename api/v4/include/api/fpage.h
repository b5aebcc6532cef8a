/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fpages: the region that an fpage word means. (X.2, fpages)
 */
#ifndef L4_API_FPAGE_H
#define L4_API_FPAGE_H

#include <api/space.h>
#include <l4/abi/types.h>

struct fregion {
	struct range range;	/* empty: nil, or no valid size */
	unsigned int log2;	/* of the size; WORD_BITS: complete address space */
};

static inline bool fpage_is_io(word_t fpage)
{
	return ((fpage >> L4_FPAGE_SIZE_SHIFT) & L4_FPAGE_SIZE_MASK) == L4_FPAGE_SIZE_IO;
}

/* log2 of the size of a memory fpage; WORD_BITS: complete address space. */
static inline unsigned int fpage_log2(word_t fpage)
{
	unsigned int s = (fpage >> L4_FPAGE_SIZE_SHIFT) & L4_FPAGE_SIZE_MASK;

	return s == L4_FPAGE_SIZE_COMPLETE ? WORD_BITS : s;
}

/*
 * The memory that an fpage covers, as far as it lies in user addresses of this page table. Bit 3
 * and the low bits of an unaligned base are ignored.
 */
static inline struct fregion fpage_region(const struct ptab *pt, word_t fpage)
{
	unsigned int s = (fpage >> L4_FPAGE_SIZE_SHIFT) & L4_FPAGE_SIZE_MASK;
	uvaddr_t start = fpage & ~MASK(s);

	if (s == L4_FPAGE_SIZE_COMPLETE)
		return (struct fregion){ .range.end = pt->end, .log2 = WORD_BITS };
	if (s < L4_FPAGE_MIN_LOG2 || start >= pt->end)
		return (struct fregion){ .log2 = s };
	return (struct fregion){
		.range.start = start,
		.range.end = pt->end - start < BIT(s) ? pt->end : start + BIT(s),
		.log2 = s,
	};
}

/* The ports of an IO fpage; false if it is malformed. */
static inline bool fpage_ports(word_t fpage, unsigned int *lo, unsigned int *hi)
{
	unsigned int log2 = (fpage >> L4_IOFPAGE_SIZE_SHIFT) & L4_IOFPAGE_SIZE_MASK;

	if (log2 > 16)
		return false;
	*lo = ((fpage >> L4_IOFPAGE_PORT_SHIFT) & L4_IOFPAGE_PORT_MASK) & ~(u32)MASK(log2);
	*hi = *lo + (u32)MASK(log2);
	return true;
}

#endif
