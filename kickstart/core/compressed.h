/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compressed files, which the loader does not unpack: it tells them from other files that are no
 * programs, so that it can say what to do.
 */
#ifndef L4_KICKSTART_COMPRESSED_H
#define L4_KICKSTART_COMPRESSED_H

#include "phys.h"

/* What compresses files in this way, and how to boot such a file: for a message. */
struct compression {
	const char *name;
	const char *advice;
};

/* How the file is compressed; NULL: it does not begin like a compressed file. */
const struct compression *compressed_how(const struct phys *mem, struct range file);

#endif
