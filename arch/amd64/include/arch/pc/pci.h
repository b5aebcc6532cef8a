/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration registers of PCI devices, by the ports that every PC has. A device is named by one
 * number: bus << 8 | device << 3 | function. (PCI 3.0, section 3.2.2.3 and chapter 6)
 */
#ifndef L4_ARCH_PC_PCI_H
#define L4_ARCH_PC_PCI_H

#include <arch/io.h>
#include <base/types.h>

#define PCI_ADDRESS	0xcf8
#define PCI_DATA	0xcfc
#define PCI_ENABLE	0x80000000u

#define PCI_DEVICES	65536u
#define PCI_WHERE(bus, device, function) ((bus) << 8 | (device) << 3 | (function))
#define PCI_FUNCTION	7u	/* bits of the number */

enum pci_register {
	PCI_ID = 0x00,			/* vendor, device; PCI_NOTHING: none is there */
	PCI_COMMAND = 0x04,
	PCI_CLASS = 0x08,		/* revision, then three bytes of class */
	PCI_HEADER = 0x0c,
	PCI_BAR0 = 0x10,		/* and five more */
	PCI_INTERRUPT = 0x3c,		/* line, pin */
};

#define PCI_NOTHING		0xffffffffu
#define PCI_COMMAND_PORTS	0x1u
#define PCI_COMMAND_MEMORY	0x2u
#define PCI_COMMAND_MASK	0xffffu	/* above is the status, where ones clear */
#define PCI_HEADER_TYPE		0x7f0000u
#define PCI_HEADER_MANY		0x800000u	/* has several functions */
#define PCI_BARS		6u	/* of header type 0 */
#define PCI_BAR_PORTS		0x1u
#define PCI_BAR_PORTS_MASK	(~0x3u)
#define PCI_BAR_MEMORY_MASK	(~0xfu)
#define PCI_BAR_TYPE		0x6u
#define PCI_BAR_64		0x4u

static inline u32 pci_read(unsigned int where, unsigned int reg)
{
	outl(PCI_ADDRESS, PCI_ENABLE | where << 8 | reg);
	return inl(PCI_DATA);
}

static inline void pci_write(unsigned int where, unsigned int reg, u32 value)
{
	outl(PCI_ADDRESS, PCI_ENABLE | where << 8 | reg);
	outl(PCI_DATA, value);
}

#endif
