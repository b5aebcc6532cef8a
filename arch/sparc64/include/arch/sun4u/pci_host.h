/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt half of the PCI host bridge of UltraSPARC IIi. Sources are numbered by their INO.
 * (UltraSPARC IIi User's Manual, chapter 11)
 */
#ifndef L4_ARCH_SUN4U_PCI_HOST_H
#define L4_ARCH_SUN4U_PCI_HOST_H

#include <base/types.h>

#define PCI_HOST_DEVICES	0x2eu	/* PCI slots, devices on the board */
#define PCI_HOST_SOURCES	0x31u	/* behind them, errors that the bridge reports */

/* All sources off. */
void pci_host_init(void);
void pci_host_mask(unsigned int ino);
/* It struck, and stays quiet until it is unmasked again. So do the other pins of its PCI slot. */
void pci_host_hold(unsigned int ino);
void pci_host_unmask(unsigned int ino);

#endif
