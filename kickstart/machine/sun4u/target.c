/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts about sun4u machines. (SPARC Compliance Definition 2.4)
 */
#include "../../core/target.h"

#define ELF_MACHINE_SPARCV9	43

static const struct target_claim claims[] = {
	/* An address of 0 means that there is none. */
	{ { 0, 8 * KIB }, "the first page" },
	{ { 0, 0 }, "" },
};

static const struct range shared[] = {
	{ 0, 0 },
};

const struct target target_sun4u = {
	.is_big_endian = true,
	.machine_64 = ELF_MACHINE_SPARCV9,
	/* Large pages. */
	.granule_32 = 4 * MIB, .granule_64 = 4 * MIB,
	.claims = claims,
	.shared = shared,
};
