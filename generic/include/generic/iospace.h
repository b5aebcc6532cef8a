/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports of a space and who got them from whom. Port numbers are the same in all spaces, so a
 * port that is there already is kept when it is mapped once more.
 */
#ifndef L4_GENERIC_IOSPACE_H
#define L4_GENERIC_IOSPACE_H

#include <generic/mapdb.h>

#define IO_PORTS	65536u

struct iospace {
	struct ptab pt;		/* root NULL: never had ports */
};

/* sigma0 owns all ports but those that the kernel drives. Errors: ERR_NOMEM. Context: boot. */
err_t iospace_own_open(struct iospace *io) __must_check;

/*
 * Map or grant ports [lo, hi] as far as src has them; dst_pt are the page tables of dst, through
 * which the processor's permission bitmap is reached. Errors: ERR_AGAIN: mapdb_map() does the rest
 * of op; ERR_NOMEM: a part is mapped.
 */
err_t iospace_map(struct iospace *src, struct iospace *dst, struct ptab *dst_pt, unsigned int lo,
		  unsigned int hi, bool grant, struct map_op *op) __must_check;

/*
 * For mapdb_unmap(): take back [lo, hi] from all that got them from io; with flush from io too.
 */
struct unmap_op iospace_unmap(struct iospace *io, unsigned int lo, unsigned int hi, bool flush);

/*
 * Let the processor allow the ports of io, which has the page tables pt: for a space that owns them
 * without having been given them. Errors: ERR_NOMEM.
 */
err_t iospace_permit(struct iospace *io, struct ptab *pt) __must_check;
/*
 * The space gets window tables of its own, as one that has ports, for its life; it may have none.
 * With LIPC_USER. Errors: ERR_NOMEM.
 */
err_t iospace_own_window(struct iospace *io, struct ptab *pt) __must_check;
/* The processor allows all of these ports. */
bool iospace_is_permitted(const struct iospace *io, unsigned int port, unsigned int bytes);

/* All of [lo, hi] belongs to io. */
bool iospace_owns(const struct iospace *io, unsigned int lo, unsigned int hi);

/* The first range that reaches *lo or lies above it; false: there is none. */
bool iospace_next(const struct iospace *io, unsigned int *lo, unsigned int *hi);

/* The space goes, and its ports have gone. */
void iospace_release(struct iospace *io);

#endif
