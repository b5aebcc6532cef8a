/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The input device that can interrupt: the serial line of the console.
 */
#include <api/port.h>
#include <arch/io.h>
#include <kdb/cpu.h>
#include <lib/uart16550.h>

#define INO_UART	0x2b	/* of the port on the EBus */

int kdb_cpu_input_line(unsigned int i)
{
	return i == 0 ? INO_UART : -1;
}

void kdb_cpu_input_enable(unsigned int line, bool on)
{
	io_write8(IO_PCI_PORTS + CONFIG_CONSOLE_UART_PORT + UART_IER, on ? UART_IER_RECEIVED : 0);
	if (on)
		port_irq_unmask(line);
	else
		port_irq_mask(line);
}
