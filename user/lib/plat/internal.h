/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the parts of the library: physical memory, and what each machine can do to end a run.
 */
#ifndef L4_PLAT_INTERNAL_H
#define L4_PLAT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Physical memory as a pointer (one-to-one), or NULL if sigma0 refuses a part of it. */
const void *plat_memory(uint64_t start, size_t size);
/* Is this address of memory that programs use, and not one of a device? */
bool plat_is_memory(uint64_t at);
/* Bytes of the largest fpage that begins at `at` and ends at or before `end`, both of pages. */
uint64_t plat_block(uint64_t at, uint64_t end);

/* Bytes written to the debug-exit port. */
#define PLAT_EXIT_SUCCESS	0x10
#define PLAT_EXIT_FAILURE	0x11

/* Each returns if it could not end the run. */
void plat_debug_exit(unsigned long port, unsigned char code);
void plat_power_off(bool success);
void plat_reset(void);

#endif
