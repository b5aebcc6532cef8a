/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO permission bitmaps. The bitmap lies at one address behind the task state segment; a space
 * that has ports sees its own pages there, all others a page of ones. So switching the
 * space switches the rights. (AMD64 manual, volume 2, section 12.2.4)
 */
#ifndef L4_ARCH_IOBITMAP_H
#define L4_ARCH_IOBITMAP_H

#include <base/err.h>
#include <base/types.h>

struct iospace;
struct ptab;

/* Let the processor allow ports [lo, hi]. Errors: ERR_NOMEM. */
err_t arch_io_permit(struct iospace *io, struct ptab *pt, unsigned int lo, unsigned int hi)
	__must_check;
void arch_io_forbid(struct iospace *io, unsigned int lo, unsigned int hi);
/* The processor lets the space use these ports. */
bool arch_io_is_permitted(const struct iospace *io, unsigned int port, unsigned int bytes);
/* The bitmap of spaces without ports. Boot only. */
void arch_io_init(void);
/* The space goes: give its pages back. */
void arch_io_release(struct iospace *io);

#endif
