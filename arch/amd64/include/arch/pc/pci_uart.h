/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A serial port on a PCI card as a console: a 16550 in IO ports or in memory.
 */
#ifndef L4_ARCH_PC_PCI_UART_H
#define L4_ARCH_PC_PCI_UART_H

#include <arch/console.h>

#define PCI_UART_BYTES	8u

/*
 * Looks for the card; one with ports is set up. NULL: no card, or none that has usable registers;
 * pci_uart_objection() tells.
 */
struct console_dev *pci_uart_init(void);

/* Why there is no such console; NULL: there is one. */
const char *pci_uart_objection(void);

/*
 * Physical address of the registers of a card that has them in memory; 0: it has not. Any value:
 * the caller finds out whether devices can be there.
 */
paddr_t pci_uart_memory(void);

/*
 * Tells where they are mapped now. With the first call the card is set up; false: it is no serial
 * port, and stays mute.
 */
bool pci_uart_map(volatile void __iomem *registers);

/* The line on which it interrupts, -1: none. */
int pci_uart_line(void);
/* Received characters interrupt, or do not. */
void pci_uart_interrupt(bool on);

#endif
