/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader knows beyond the kernel interface page. (<l4/abi/loader.h>)
 */
#ifndef L4_API_LOADER_RECORD_H
#define L4_API_LOADER_RECORD_H

#include <base/types.h>
#include <lib/fb_mode.h>

/* All 0 if there is no record. Written at boot, before anybody else looks. */
extern struct loader_record {
	u32 maxcpus;	/* start no more processors than this; 0: no limit */
	paddr_t rsdp;	/* where the loader saw ACPI's root pointer; 0: unknown. Any value */
	/*
	 * The framebuffer with direct colours that the loader has left on; 0: there is none, and
	 * its mode is 0. Else fb_mode_objection() has none, and no part of it lies in conventional
	 * memory.
	 */
	paddr_t framebuffer;
	struct fb_mode mode;
} loader_record;

/*
 * Takes over what the record says. One that cannot be a record is reported and counts as none.
 * Context: boot, when physical memory is mapped.
 */
void loader_record_read(void);

#endif
