/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The serial lines of a PC: the four that have their usual places, and any other one by address.
 */
#include <lib/port_io.h>

#include "../console.h"
#include "ports.h"

static const struct {
	unsigned short port, line;
} usual[] = {
	{ 0x3f8, 4 }, { 0x2f8, 3 }, { 0x3e8, 4 }, { 0x2e8, 3 },
};

#define USUAL	(sizeof(usual) / sizeof(usual[0]))

static unsigned short base;

const char *serial_by_index(unsigned long index, struct serial_place *place)
{
	if (index >= USUAL)
		return "there are COM1 to COM4, which are 0 to 3";
	*place = (struct serial_place){ usual[index].port, usual[index].line };
	return NULL;
}

const char *serial_by_address(unsigned long address, struct serial_place *place)
{
	*place = (struct serial_place){ address, CONSOLE_NO_LINE };
	if (address > PORT_LAST)
		return "ports end at 0xffff";
	for (unsigned int i = 0; i < USUAL; i++)
		if (usual[i].port == address)
			place->line = usual[i].line;
	return NULL;
}

const char *serial_open(const struct serial_place *place)
{
	if (!plat_ports(place->address, SERIAL_REGISTERS))
		return "sigma0 does not give its ports";
	base = (unsigned short)place->address;
	return NULL;
}

uint8_t serial_read(unsigned int reg)
{
	return inb((uint16_t)(base + reg));
}

void serial_write(unsigned int reg, uint8_t value)
{
	outb((uint16_t)(base + reg), value);
}
