/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader's record: what a loader knows beyond the kernel interface page. It lies in memory
 * that a descriptor of type L4_MEMORY_BOOTLOADER covers, at the physical address in KdebugConfig1,
 * a multiple of 8; 0 there: no record. Numbers have the byte order of the kernel, whatever the size
 * of its words. A field counts if it lies within the record's size, so later ones are appended; 0
 * always says that the loader does not know or does not care.
 */
#ifndef L4_ABI_LOADER_H
#define L4_ABI_LOADER_H

#define L4_LOADER_MAGIC		0x6472634c	/* bytes "Lcrd", read little-endian */

/* Offsets in bytes. */
#define L4_LOADER_AT_MAGIC	0	/* 4 bytes */
#define L4_LOADER_AT_SIZE	4	/* 4 bytes: of the record, in bytes */
#define L4_LOADER_AT_MAXCPUS	8	/* 4 bytes: start no more processors than this */
#define L4_LOADER_AT_RSDP	16	/* 8 bytes: physical address of ACPI's root pointer */
#define L4_LOADER_BYTES		24	/* of all fields above */

/* Magic and size, which every record has. */
#define L4_LOADER_HEADER_BYTES	8

#endif
