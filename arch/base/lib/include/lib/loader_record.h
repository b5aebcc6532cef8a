/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What programs take from the loader's record, whose address is KdebugConfig1 of the interface
 * page. (<l4/abi/loader.h>)
 */
#ifndef L4_LIB_LOADER_RECORD_H
#define L4_LIB_LOADER_RECORD_H

#include <lib/fb_mode.h>

#include <stddef.h>
#include <stdint.h>

/*
 * Returns where the record at this address says that ACPI's root pointer lies; 0: it does not say,
 * or is none. The address may be anything, and so may the answer. `memory` is as <lib/acpi.h> has
 * it.
 */
uint64_t loader_record_rsdp(const void *(*memory)(uint64_t start, size_t bytes), uint64_t record);

/*
 * The same about the framebuffer. In *mode how its pixels lie, if the answer is not 0: then
 * fb_mode_objection() has none.
 */
uint64_t loader_record_framebuffer(const void *(*memory)(uint64_t start, size_t bytes),
				   uint64_t record, struct fb_mode *mode);

#endif
