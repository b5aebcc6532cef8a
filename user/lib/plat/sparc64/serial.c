/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The serial lines of a sun4u machine: that of the board, which is the kernel's console, and those
 * of cards in PCI slots. (UltraSPARC IIi User's Manual, chapter 19; PCI 3.0, section 6.1)
 */
#include <l4/types.h>

#include "../console.h"
#include "../internal.h"

#define PORTS		0x1fe02000000ul	/* of all PCI devices, EBus included */
#define PORTS_SIZE	0x1000000ul
#define BOARD_PORT	0x3f8
#define BOARD_INO	0x2b

/* The slots' bus; its registers are little-endian. */
#define CONFIGURATION	0x1fe01020000ul
#define SLOTS		4
#define SLOT_SIZE	0x800
#define INO_OF_SLOT(n)	(0x10 + 4 * (n))
#define PCI_COMMAND	0x04
#define COMMAND_IO	0x1
#define PCI_CLASS	0x09		/* programming interface, subclass, class */
#define PCI_BAR0	0x10
#define BAR_IO		0x1
#define SUBCLASS_SERIAL	0x00
#define CLASS_SERIAL	0x07

static volatile uint8_t *registers;

static bool is_serial(const volatile uint8_t *config)
{
	return config[PCI_CLASS + 1] == SUBCLASS_SERIAL && config[PCI_CLASS + 2] == CLASS_SERIAL &&
	       (config[PCI_BAR0] & BAR_IO);
}

static uint64_t ports_of(const volatile uint8_t *config)
{
	return PORTS + (config[PCI_BAR0] & ~7u) + ((uint64_t)config[PCI_BAR0 + 1] << 8) +
	       ((uint64_t)config[PCI_BAR0 + 2] << 16);
}

/* The card at this address, or if that is 0 the n-th of its kind, counted from 1. */
static bool find_card(uint64_t address, unsigned long n, struct serial_place *place)
{
	const void *start = plat_memory(CONFIGURATION, SLOTS * SLOT_SIZE);
	volatile uint8_t *config = (volatile uint8_t *)start;

	for (unsigned int slot = 0; config && slot < SLOTS; slot++, config += SLOT_SIZE) {
		if (!is_serial(config) || (address == 0 ? --n > 0 : ports_of(config) != address))
			continue;
		config[PCI_COMMAND] |= COMMAND_IO;
		*place = (struct serial_place){ ports_of(config), INO_OF_SLOT(slot) };
		return true;
	}
	return false;
}

const char *serial_by_index(unsigned long index, struct serial_place *place)
{
	*place = (struct serial_place){ PORTS + BOARD_PORT, BOARD_INO };
	if (index > 0 && !find_card(0, index, place))
		return "there is no such card in a PCI slot";
	return NULL;
}

/* Where no device is, an access is an exception: so it has to be one that is known. */
const char *serial_by_address(unsigned long address, struct serial_place *place)
{
	if (address < PORTS_SIZE)
		address += PORTS;
	*place = (struct serial_place){ PORTS + BOARD_PORT, BOARD_INO };
	if (address != PORTS + BOARD_PORT && !find_card(address, 0, place))
		return "there is no serial line";
	return NULL;
}

const char *serial_open(const struct serial_place *place)
{
	registers = (volatile uint8_t *)plat_memory(place->address, SERIAL_REGISTERS);
	return registers ? NULL : "sigma0 does not give its registers";
}

uint8_t serial_read(unsigned int reg)
{
	return registers[reg];
}

void serial_write(unsigned int reg, uint8_t value)
{
	registers[reg] = value;
}
