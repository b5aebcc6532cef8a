/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fpages of IO ports.
 */
#include <api/fpage.h>

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
