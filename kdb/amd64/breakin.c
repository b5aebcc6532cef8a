/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input devices of a PC that can interrupt: the serial lines of the console, the keyboard.
 */
#include <api/port.h>
#include <arch/io.h>
#include <arch/pc/pci_uart.h>
#include <base/attr.h>
#include <kdb/cpu.h>
#include <lib/uart16550.h>

#define IRQ_KEYBOARD	1
#define IRQ_COM2	3	/* and COM4 */
#define IRQ_COM1	4	/* and COM3 */
#define COM_ODD		0x100	/* set in the addresses of COM1 and COM3 */

#ifdef CONFIG_CONSOLE_UART
#define UART_PORT	CONFIG_CONSOLE_UART_PORT
#else
#define UART_PORT	0
#endif

static unsigned int uart_line(void)
{
	return UART_PORT & COM_ODD ? IRQ_COM1 : IRQ_COM2;
}

static int pci_line(void)
{
	return IS_ENABLED(CONFIG_CONSOLE_PCI_UART) ? pci_uart_line() : -1;
}

int kdb_cpu_input_line(unsigned int i)
{
	int lines[3];
	unsigned int n = 0;

	if (IS_ENABLED(CONFIG_CONSOLE_UART))
		lines[n++] = (int)uart_line();
	if (IS_ENABLED(CONFIG_CONSOLE_KEYBOARD))
		lines[n++] = IRQ_KEYBOARD;
	if (pci_line() >= 0)
		lines[n++] = pci_line();
	return i < n ? lines[i] : -1;
}

void kdb_cpu_input_enable(unsigned int line, bool on)
{
	if (UART_PORT != 0 && line == uart_line())
		outb(UART_PORT + UART_IER, on ? UART_IER_RECEIVED : 0);
	if (IS_ENABLED(CONFIG_CONSOLE_PCI_UART) && (int)line == pci_line())
		pci_uart_interrupt(on);
	if (on)
		port_irq_unmask(line);
	else
		port_irq_mask(line);
}
