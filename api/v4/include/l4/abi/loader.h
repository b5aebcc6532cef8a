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

/*
 * The framebuffer that the loader has left on: direct colours alone. A depth of 15 has pixels of 16
 * bits. Position and size of a colour are in bits of the pixel, read as a little-endian number.
 */
#define L4_LOADER_AT_FRAMEBUFFER	24	/* 8 bytes: physical address; 0: none */
#define L4_LOADER_AT_PITCH		32	/* 4 bytes: from line to line, in bytes */
#define L4_LOADER_AT_WIDTH		36	/* 4 bytes: pixels */
#define L4_LOADER_AT_HEIGHT		40	/* 4 bytes: pixels */
#define L4_LOADER_AT_DEPTH		44	/* 4 bytes: bits a pixel */
#define L4_LOADER_AT_COLOURS		48	/* 6 bytes: position and size of red, green, blue */

#define L4_LOADER_BYTES		56	/* of all fields above */

/* Magic and size, which every record has. */
#define L4_LOADER_HEADER_BYTES	8

#endif
