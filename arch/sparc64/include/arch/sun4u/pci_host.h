/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt half of the PCI host bridge of UltraSPARC IIi. Sources are numbered by their INO; one
 * that struck stays quiet until it is released. (UltraSPARC IIi User's Manual, chapter 11)
 */
#ifndef L4_ARCH_SUN4U_PCI_HOST_H
#define L4_ARCH_SUN4U_PCI_HOST_H

#include <base/types.h>

#define PCI_HOST_SOURCES	64u

/* All sources off. */
void pci_host_init(void);
void pci_host_mask(unsigned int ino);
/* Release it, if it is held, and let it through. */
void pci_host_unmask(unsigned int ino);

#endif
