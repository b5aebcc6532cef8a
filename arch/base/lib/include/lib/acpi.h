/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's ACPI tables, for kernel and programs alike. Plain C over a function that gives
 * access to physical memory. Tables are somebody else's: whatever they hold, nothing outside of
 * what that function gives is read, and an answer is a range that does not wrap round.
 */
#ifndef L4_LIB_ACPI_H
#define L4_LIB_ACPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Returns physical memory [start, start + bytes) to read, or NULL. The range may be anything. */
typedef const void *acpi_memory_fn(uint64_t start, size_t bytes);

/* Where the lists of tables lie: addresses of 8 bytes (XSDT), of 4 bytes (RSDT); 0: none. */
struct acpi {
	acpi_memory_fn *memory;
	uint64_t xsdt, rsdt;
};

/*
 * Finds the root pointer at this address, where somebody saw it (0: nobody did), or else in the
 * BIOS area. False: there is none, or it is damaged.
 */
bool acpi_open(struct acpi *acpi, acpi_memory_fn *memory, uint64_t address);

/*
 * Returns the first table of this signature (4 characters) whose checksum is right and which has
 * at least `min` bytes, its length in *length; NULL: none.
 */
const uint8_t *acpi_table(const struct acpi *acpi, const char *signature, size_t min,
			  size_t *length);

/* The same for the one with this number, from 0 on: there may be several. */
const uint8_t *acpi_table_number(const struct acpi *acpi, const char *signature, size_t min,
				 unsigned int number, size_t *length);

/* The same for a table whose address another table tells. */
const uint8_t *acpi_table_at(const struct acpi *acpi, uint64_t address, const char *signature,
			     size_t *length);

/* Returns the number of `bytes` bytes (8 at most) at p, the first one being the least. */
uint64_t acpi_number(const uint8_t *p, unsigned int bytes);

/* [start, last] of physical memory or of IO ports. */
struct acpi_range {
	uint64_t start, last;
	bool is_ports;
};

/*
 * Each stores up to `max` ranges and returns how many it would have stored, at most
 * ACPI_RANGES_MAX: what firmware names beyond that is left out. What it names twice is stored once.
 */
#define ACPI_RANGES_MAX	256

/* The registers of the IO-APICs that the MADT names. */
unsigned int acpi_io_apics(const struct acpi *acpi, struct acpi_range *ranges, unsigned int max);
/* The registers of the timers that tables HPET name, usually one. */
unsigned int acpi_hpet(const struct acpi *acpi, struct acpi_range *ranges, unsigned int max);
/* PCI configuration space in memory, by the table MCFG. */
unsigned int acpi_mmconfig(const struct acpi *acpi, struct acpi_range *ranges, unsigned int max);
/* The registers of power management, events and reset that the FADT names. */
unsigned int acpi_registers(const struct acpi *acpi, struct acpi_range *ranges, unsigned int max);

/* A register of one byte; what tables say of its width is not believed. */
struct acpi_register {
	enum acpi_space {
		ACPI_MEMORY, ACPI_PORTS,
		ACPI_PCI,	/* of bus 0: device << 32 | function << 16 | offset */
		ACPI_NOWHERE,
	} space;
	uint64_t address;	/* one that there can be in its space, and never 0 */
};

/* Reads a generic address, which has ACPI_ADDRESS_BYTES bytes. */
#define ACPI_ADDRESS_BYTES	12
struct acpi_register acpi_register_at(const uint8_t *p);
/* What port 0xcf8 gets for a register in ACPI_PCI; the byte is at port 0xcfc + address % 4. */
uint32_t acpi_pci_address(const struct acpi_register *r);

/* How the machine enters the soft-off state S5. */
struct acpi_off {
	uint16_t control[2];	/* PM1 control ports; each may be 0 */
	uint8_t type[2];	/* sleep types for them, 0 to 7 */
	uint16_t smi_command;	/* port that asks for ACPI mode; 0: it is always on */
	uint8_t enable;		/* what to write there */
	struct acpi_register sleep;	/* instead of all ports, gets the first type */
};

/* PM1 control registers. (ACPI 6.4, section 4.8.3.2.1) */
#define ACPI_PM1_SCI_EN		0x0001	/* they answer: the firmware has handed them over */
#define ACPI_PM1_TYPE_SHIFT	10
#define ACPI_PM1_TYPE		(7u << ACPI_PM1_TYPE_SHIFT)
#define ACPI_PM1_SLEEP		0x2000

/* False: the tables lack what is needed. */
bool acpi_find_off(const struct acpi *acpi, struct acpi_off *off);

/* Sleep control register: what it gets for this sleep type. (ACPI 6.4, section 4.8.3.7) */
static inline uint8_t acpi_sleep_value(uint8_t type)
{
	return (uint8_t)(type << 2 | 0x20);
}

/* How the machine is reset: this value into this register. */
struct acpi_reset {
	struct acpi_register where;
	uint8_t value;
};

/* False: the tables name no register, or one that there cannot be. */
bool acpi_find_reset(const struct acpi *acpi, struct acpi_reset *reset);

#endif
