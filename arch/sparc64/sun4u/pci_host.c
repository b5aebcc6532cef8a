/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map and clear registers of the interrupt sources. Sources below 32 are PCI slots, four to a map
 * register; the others are devices on the board, one each.
 */
#include <arch/sun4u/pci_host.h>

#include <arch/io.h>

#define BOARD_FIRST	0x20u
#define MAP_PCI		0x0c00
#define MAP_BOARD	0x1000
#define CLEAR_PCI	0x1400
#define CLEAR_BOARD	0x1800
#define MAP_VALID	0x80000000ul
#define MAP_GROUP	0x7c0ul		/* the bridge's own number, above the INO */
#define CLEAR_IDLE	0ul

static paddr_t map_register(unsigned int ino)
{
	return IO_HOST_BRIDGE + (ino < BOARD_FIRST ? MAP_PCI + 8 * (ino >> 2) :
						     MAP_BOARD + 8 * (ino - BOARD_FIRST));
}

static paddr_t clear_register(unsigned int ino)
{
	return IO_HOST_BRIDGE + (ino < BOARD_FIRST ? CLEAR_PCI + 8 * ino :
						     CLEAR_BOARD + 8 * (ino - BOARD_FIRST));
}

/* The pins of a PCI slot share one map register: it stays open while one of them is wanted. */
static u64 wanted;

static bool is_register_wanted(unsigned int ino)
{
	u64 sharers = ino < BOARD_FIRST ? 0xful << (ino & ~3u) : 1ul << ino;

	return wanted & sharers;
}

void pci_host_init(void)
{
	for (unsigned int ino = 0; ino < PCI_HOST_SOURCES; ino++) {
		io_write64(map_register(ino), 0);
		io_write64(clear_register(ino), CLEAR_IDLE);
	}
}

/* A source that struck is held by the bridge until it is released, so it is quiet already. */
void pci_host_mask(unsigned int ino)
{
	wanted &= ~(1ul << ino);
	if (!is_register_wanted(ino))
		io_write64(map_register(ino), 0);
}

void pci_host_unmask(unsigned int ino)
{
	u64 number = ino < BOARD_FIRST ? ino & ~3u : ino;

	wanted |= 1ul << ino;
	io_write64(map_register(ino), MAP_VALID | MAP_GROUP | number);
	io_write64(clear_register(ino), CLEAR_IDLE);
}
