/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader knows beyond the kernel interface page. (<l4/abi/loader.h>)
 */
#ifndef L4_API_LOADER_RECORD_H
#define L4_API_LOADER_RECORD_H

#include <base/types.h>

/* All 0 if there is no record. Written at boot, before anybody else looks. */
extern struct loader_record {
	u32 maxcpus;	/* start no more processors than this; 0: no limit */
	paddr_t rsdp;	/* where the loader saw ACPI's root pointer; 0: unknown. Any value */
	/*
	 * The framebuffer with direct colours that the loader has left on; 0: there is none, and
	 * all the rest is 0. Else every line lies below 2^52, no part of it in conventional
	 * memory, a pixel has 15 (in 16), 16, 24 or 32 bits, and each colour lies within it.
	 */
	paddr_t framebuffer;
	u32 framebuffer_pitch;	/* bytes from line to line */
	u32 framebuffer_width, framebuffer_height;	/* pixels */
	u32 framebuffer_depth;	/* bits a pixel */
	/* of each colour, bits of the pixel */
	u8 red_position, red_size, green_position, green_size, blue_position, blue_size;
} loader_record;

/*
 * Takes over what the record says. One that cannot be a record is reported and counts as none.
 * Context: boot, when physical memory is mapped.
 */
void loader_record_read(void);

#endif
