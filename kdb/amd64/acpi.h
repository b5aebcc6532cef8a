/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the firmware's tables say about switching off.
 */
#ifndef L4_KDB_AMD64_ACPI_H
#define L4_KDB_AMD64_ACPI_H

#include <base/types.h>

struct acpi_off {
	u16 control[2];		/* PM1 control ports; the second may be 0 */
	u8 type[2];		/* sleep types of the soft-off state */
	u16 smi_command;	/* where to ask for ACPI mode; 0: it is always on */
	u8 enable;
};

/* False: the tables are not there, or do not say. */
bool acpi_find_off(struct acpi_off *off);

#endif
