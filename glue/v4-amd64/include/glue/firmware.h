/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's tables, for the parts of the kernel's start that need them.
 */
#ifndef L4_GLUE_FIRMWARE_H
#define L4_GLUE_FIRMWARE_H

#include <api/kip.h>
#include <lib/acpi.h>

/*
 * A machine without tables has an empty one: nothing is found there. Context: boot, with the
 * kernel's page tables loaded and the loader's record read; or the debugger.
 */
const struct acpi *firmware_tables(void);

/*
 * Where the kernel has found tables in memory of which nobody has told, says in the interface page
 * that it is the firmware's: sigma0 reads the tables there, too. Context: boot.
 */
void firmware_describe(void);

/* Physical memory, as far as its kind tells anything: the descriptor of all addresses does not. */
bool memory_is_described(const struct kip_memory *m);

#endif
