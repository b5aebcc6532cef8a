/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt lines of a PC with IO-APICs, as users of a PC number them: below 16 those of the
 * ISA bus, wherever the firmware's table MADT says that they come in; the others are inputs of the
 * IO-APICs, by the number that the inputs of all have (ACPI's global system interrupts).
 */
#ifndef L4_LIB_ACPI_LINES_H
#define L4_LIB_ACPI_LINES_H

#include <lib/acpi.h>

#define ACPI_ISA_LINES		16
#define ACPI_ISA_CASCADE	2	/* no line: the second 8259 comes in there */
#define ACPI_NO_INPUT		UINT32_MAX

struct acpi_line {
	uint32_t input;		/* among those of all IO-APICs; ACPI_NO_INPUT: no such line */
	bool is_level, is_low;	/* else edges, and what is high is active */
};

/*
 * Stores what the lines 0 to n - 1 are. Each input belongs to one line at most. `level` tells, one
 * bit each, which ISA lines the machine has set to level for the 8259s; it counts where the table
 * says nothing, unless it cannot be true.
 */
void acpi_lines(const struct acpi *acpi, uint16_t level, struct acpi_line *lines, unsigned int n);

#endif
