/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What ACPI's tables say about the soft-off state S5. Plain C over a function that gives access to
 * physical memory.
 */
#ifndef L4_PLAT_AMD64_ACPI_H
#define L4_PLAT_AMD64_ACPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct acpi_soft_off {
	uint16_t pm1a_control, pm1b_control;	/* ports; b may be 0 */
	uint16_t smi_command;			/* port; 0: ACPI is always on */
	uint8_t acpi_enable;			/* value for it */
	uint8_t type_a, type_b;			/* sleep types of S5 */
};

/* Pointer to physical memory, or NULL. */
typedef void *acpi_memory_fn(unsigned long long start, size_t size);

/* False if there are no tables, or they lack what is needed. */
bool acpi_find_soft_off(acpi_memory_fn *memory, struct acpi_soft_off *off);

#endif
