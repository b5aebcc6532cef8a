/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts about PCs. (System V ABI, supplements for i386 and AMD64; IBM PC AT Technical Reference)
 */
#include "../../core/target.h"

#define ELF_MACHINE_386		3
#define ELF_MACHINE_AMD64	62

static const struct target_claim claims[] = {
	{ { 0, 4 * KIB }, "the BIOS data page" },
	{ { 0xa0000, 0x100000 }, "video and BIOS memory" },
	{ { 0, 0 }, "" },
};

static const struct range shared[] = {
	{ 0xa0000, 0xc0000 },	/* video memory */
	{ 0xc0000, 0xf0000 },	/* BIOS */
	{ 0, 0 },
};

const struct target target_pc = {
	.machine_32 = ELF_MACHINE_386, .machine_64 = ELF_MACHINE_AMD64,
	/* Superpages. */
	.granule_32 = 4 * MIB, .granule_64 = 2 * MIB,
	.has_mbi = true,
	.has_bios = true,
	.claims = claims,
	.shared = shared,
};
