/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader has left in the boot information: the command lines of the boot modules, and
 * where those lie that it has not loaded.
 */
#ifndef L4_LIB_BOOTINFO_H
#define L4_LIB_BOOTINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Records follow the order of the boot modules, without the kernel. */
#define BOOTINFO_SIGMA0	0
#define BOOTINFO_ROOT	1

/* Returns physical memory [start, start + bytes) to read, or NULL. The range may be anything. */
typedef const void *bootinfo_memory_fn(uint64_t start, size_t bytes);

/* True if boot information begins at `info`, in words of either size. */
bool bootinfo_is_valid(bootinfo_memory_fn *memory, uint64_t info);

/*
 * Copies the command line of record `number` of the structure at `info`, cut to `size` bytes, the
 * last one 0. False: there is none, *text is empty.
 */
bool bootinfo_cmdline(bootinfo_memory_fn *memory, uint64_t info, unsigned int number, char *text,
		      size_t size);

/*
 * Stores where the file of record `number` lies, in [*start, *start + *bytes). False: there is no
 * such record, or what it is about was loaded.
 */
bool bootinfo_module(bootinfo_memory_fn *memory, uint64_t info, unsigned int number,
		     uint64_t *start, uint64_t *bytes);

/* Copies the string at an address, likewise, as far as memory can be read. */
void bootinfo_string(bootinfo_memory_fn *memory, uint64_t address, char *text, size_t size);

#endif
