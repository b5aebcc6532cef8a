/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoding of fpage words. Bit 3 and the low bits of an unaligned base are ignored.
 */
#include <api/fpage.h>

struct fregion fpage_region(word_t fpage)
{
	unsigned int s = (fpage >> L4_FPAGE_SIZE_SHIFT) & L4_FPAGE_SIZE_MASK;
	struct fregion r = { .log2 = s };

	if (s == L4_FPAGE_SIZE_COMPLETE) {
		r.log2 = WORD_BITS;
		r.range.end = ARCH_USER_END;
		return r;
	}
	if (s < L4_FPAGE_MIN_LOG2)
		return r;
	r.range.start = fpage & ~MASK(s);
	if (r.range.start >= ARCH_USER_END) {
		r.range.start = 0;
		return r;
	}
	r.range.end = ARCH_USER_END - r.range.start < BIT(s) ? ARCH_USER_END :
							       r.range.start + BIT(s);
	return r;
}

bool fpage_ports(word_t fpage, unsigned int *lo, unsigned int *hi)
{
	unsigned int log2 = (fpage >> L4_IOFPAGE_SIZE_SHIFT) & L4_IOFPAGE_SIZE_MASK;

	if (log2 > 16)
		return false;
	*lo = ((fpage >> L4_IOFPAGE_PORT_SHIFT) & L4_IOFPAGE_PORT_MASK) & ~(u32)MASK(log2);
	*hi = *lo + (u32)MASK(log2);
	return true;
}

err_t ioitem_map(struct space *from, struct space *to, word_t fpage, bool grant, struct map_op *op)
{
	unsigned int lo, hi;

	if (!fpage_ports(fpage, &lo, &hi))
		return ERR_OK;
	return iospace_map(&from->io, &to->io, &to->pt, lo, hi, grant, op);
}
