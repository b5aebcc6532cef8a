/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processors and interrupt controllers as the firmware's table MADT tells them. What cannot be
 * meant (an entry that is cut off, the same processor or controller a second time) is left out.
 */
#ifndef L4_LIB_ACPI_MADT_H
#define L4_LIB_ACPI_MADT_H

#include <lib/acpi.h>

/*
 * The functions with `max` store up to that many and return how many they would have stored, at
 * most ACPI_MADT_MAX.
 */
#define ACPI_MADT_MAX	512

/* A processor that may be started: those that firmware has switched off are none. */
struct acpi_processor {
	uint32_t apic_id;
	uint32_t uid;		/* how other entries name it */
};

/* The id that means all processors: nobody's. */
#define ACPI_APIC_ALL	UINT32_MAX

unsigned int acpi_processors(const struct acpi *acpi, struct acpi_processor *list,
			     unsigned int max);

struct acpi_io_apic {
	uint64_t address;
	uint32_t first;		/* number of its first line among those of all */
	uint8_t id;
};

unsigned int acpi_io_apic_list(const struct acpi *acpi, struct acpi_io_apic *list,
			       unsigned int max);

/* Flags of an input: 0 in a pair of bits means what the bus does, for ISA high and edge. */
#define ACPI_POLARITY_MASK	0x3
#define ACPI_POLARITY_HIGH	0x1
#define ACPI_POLARITY_LOW	0x3
#define ACPI_TRIGGER_MASK	0xc
#define ACPI_TRIGGER_EDGE	0x4
#define ACPI_TRIGGER_LEVEL	0xc

/* Line `isa` of the 8259 pair is line `line` of the IO-APICs. */
struct acpi_override {
	uint8_t isa;		/* 0 to 15; the first entry for each counts */
	uint16_t flags;
	uint32_t line;
};

unsigned int acpi_overrides(const struct acpi *acpi, struct acpi_override *list, unsigned int max);

/* An input of local controllers that NMIs come in through. */
struct acpi_nmi {
	uint32_t uid;		/* of the processor; ACPI_UID_ALL: of all */
	uint16_t flags;
	uint8_t input;		/* 0 or 1 */
};

#define ACPI_UID_ALL	UINT32_MAX

unsigned int acpi_nmis(const struct acpi *acpi, struct acpi_nmi *list, unsigned int max);

/* Where all processors see their local controller; false: there is no MADT. */
bool acpi_local_apic(const struct acpi *acpi, uint64_t *address);

#endif
