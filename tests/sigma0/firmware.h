/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "Physical memory" of the test beside what sigma0 manages.
 */
#ifndef TESTS_SIGMA0_FIRMWARE_H
#define TESTS_SIGMA0_FIRMWARE_H

#include <stddef.h>
#include <stdint.h>

typedef unsigned long word;

#define MIB(n)		((word)(n) << 20)
/* Memory that sigma0 really writes to when it needs more nodes. */
#define RAM_START	MIB(256)
#define RAM_END		MIB(384)
#define BIOS		0xf0000

/* Tables in the BIOS area: ACPI ports, PCI configuration space. */
void make_firmware(void);
/* The root pointer is where nobody looks, but the loader's record tells; returns where that is. */
word hide_root(void);
/* Boot information with sigma0's command line, in words of 4 or 8 bytes; returns where it is. */
word make_bootinfo(const char *cmdline, unsigned int word_bytes);

/* Sigma0's own function, which says whether it would read there; and what it reads. */
const void *checked_memory(uint64_t start, size_t bytes);
const void *sigma0_memory(uint64_t start, size_t bytes);

#endif
