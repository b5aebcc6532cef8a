/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map and clear registers of the interrupt sources. Sources below 32 are PCI slots, four to a map
 * register; the others are devices on the board, one each.
 */
#include <arch/sun4u/pci_host.h>

#include <arch/io.h>

#define BOARD_FIRST	0x20u
#define MAP_PCI		0x0c00u
#define MAP_BOARD	0x1000u
#define CLEAR_PCI	0x1400u
#define CLEAR_BOARD	0x1800u
#define MAP_VALID	0x80000000ul
#define MAP_GROUP	0x7c0ul		/* the bridge's own number, above the INO */
#define MAP_CLOSED	0ul
#define CLEAR_IDLE	0ul

static inline paddr_t map_register(unsigned int ino)
{
	return IO_HOST_BRIDGE + (ino < BOARD_FIRST ? MAP_PCI + 8 * (ino >> 2) :
						     MAP_BOARD - 8 * BOARD_FIRST + 8 * ino);
}

static inline paddr_t clear_register(unsigned int ino)
{
	return IO_HOST_BRIDGE + 8 * ino +
	       (ino < BOARD_FIRST ? CLEAR_PCI : CLEAR_BOARD - 8 * BOARD_FIRST);
}

/*
 * Sources that are let through, and those of them that struck and wait for their release. The pins
 * of a PCI slot share one map register: it is closed while one of them is held. To leave it open
 * and the source alone unreleased would do, but then no other source of the machine gets through
 * an emulated bridge.
 */
static struct {
	u64 wanted, held;
} sources;

static void update(unsigned int ino)
{
	u64 sharers = ino < BOARD_FIRST ? 0xful << (ino & ~3u) : 1ul << ino;
	u64 number = ino < BOARD_FIRST ? ino & ~3u : ino;
	bool is_open = (sources.wanted & sharers) != 0 && (sources.held & sharers) == 0;

	io_write64(map_register(ino), is_open ? MAP_VALID | MAP_GROUP | number : MAP_CLOSED);
	/* A level that is still there strikes again, now or when the register opens. */
	io_write64(clear_register(ino), CLEAR_IDLE);
}

void pci_host_init(void)
{
	for (unsigned int ino = 0; ino < PCI_HOST_SOURCES; ino++)
		update(ino);
}

void pci_host_mask(unsigned int ino)
{
	sources.wanted &= ~(1ul << ino);
	sources.held &= ~(1ul << ino);
	update(ino);
}

void pci_host_hold(unsigned int ino)
{
	u64 bit = 1ul << ino;

	/* It was masked after it had struck: the others of its slot go on. */
	if (unlikely(!(sources.wanted & bit))) {
		update(ino);
		return;
	}
	sources.held |= bit;
	io_write64(map_register(ino), MAP_CLOSED);
	io_write64(clear_register(ino), CLEAR_IDLE);
}

void pci_host_unmask(unsigned int ino)
{
	sources.wanted |= 1ul << ino;
	sources.held &= ~(1ul << ino);
	update(ino);
}
