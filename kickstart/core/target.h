/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What differs between the machines that are booted: facts, no code.
 */
#ifndef L4_KICKSTART_TARGET_H
#define L4_KICKSTART_TARGET_H

#include "range.h"

/* A range that is taken from the start, and by what. */
struct target_claim {
	struct range at;
	const char *what;
};

struct target {
	bool is_big_endian;		/* of files, and of what the loader writes */
	u16 machine_32, machine_64;	/* ELF machine numbers; 0: there are no such programs */
	u64 granule_32, granule_64;	/* a kernel of this word size gets memory in such pieces */
	bool has_mbi;			/* users may have a multiboot structure */
	bool has_bios;			/* ACPI's root pointer may lie where a PC's BIOS has it */
	const struct target_claim *claims;	/* ends with an empty range */
	const struct range *shared;	/* described as for everybody; ends with an empty range */
};

extern const struct target target_pc, target_sun4u;

#endif
