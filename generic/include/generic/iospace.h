/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports of a space and who got them from whom: a tree of port ranges, like the mapping database
 * for pages. Port numbers are the same in all spaces, so a range that is there already is kept.
 */
#ifndef L4_GENERIC_IOSPACE_H
#define L4_GENERIC_IOSPACE_H

#include <base/err.h>
#include <base/types.h>

#define IO_PORTS	65536u

struct io_range;
struct ptab;

struct iospace {
	struct io_range *first;		/* in ascending order */
	void *bitmap;			/* what the processor looks at; NULL: no port yet */
};

/* sigma0 owns all ports. Errors: ERR_NOMEM. Context: boot. */
err_t iospace_own_all(struct iospace *io) __must_check;

/*
 * Map or grant ports [lo, hi] as far as src has them; dst_pt are the page tables of dst, through
 * which the processor's permission bitmap is reached.
 * Errors: ERR_NOMEM: a part is mapped.
 */
err_t iospace_map(struct iospace *src, struct iospace *dst, struct ptab *dst_pt, unsigned int lo,
		  unsigned int hi, bool grant) __must_check;

/* Take back [lo, hi] from all that got them from io; with flush from io too. Errors: ERR_AGAIN. */
err_t iospace_unmap(struct iospace *io, unsigned int lo, unsigned int hi, bool flush) __must_check;

/*
 * Let the processor allow ports of io, which has the page tables pt: for a space that owns them
 * without having been given them. Errors: ERR_NOMEM.
 */
err_t iospace_permit(struct iospace *io, struct ptab *pt, unsigned int lo, unsigned int hi)
	__must_check;
/* The processor allows all of these ports. */
bool iospace_is_permitted(const struct iospace *io, unsigned int port, unsigned int bytes);

/* All of [lo, hi] belongs to io. */
bool iospace_owns(const struct iospace *io, unsigned int lo, unsigned int hi);

/* The first range that reaches *lo or lies above it; false: there is none. */
bool iospace_next(const struct iospace *io, unsigned int *lo, unsigned int *hi);

/* The space goes. Errors: ERR_AGAIN. */
err_t iospace_destroy(struct iospace *io) __must_check;

#endif
