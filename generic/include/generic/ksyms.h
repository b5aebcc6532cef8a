/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of the kernel's functions: a table that is made between two links of the kernel.
 */
#ifndef L4_GENERIC_KSYMS_H
#define L4_GENERIC_KSYMS_H

#include <base/types.h>

struct ksyms {
	const u64 *count;
	const u64 *addr;	/* ascending */
	const u32 *name;	/* for each address: where its name begins in strings */
	const char *strings;
	const char *end;	/* of the code: what lies behind has no name */
};

/* The function that the address is in, and how far; NULL: none. */
const char *ksyms_lookup(const struct ksyms *k, word_t address, word_t *offset);
/* Prints an address of the kernel's code as a line of a backtrace. */
void ksyms_print(const struct ksyms *k, word_t address);
/* False: no function has this name. */
bool ksyms_address(const struct ksyms *k, const char *name, word_t *address);

#endif
