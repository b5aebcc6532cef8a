# SPDX-License-Identifier: BSD-2-Clause
# Devices of a sun4u machine beside the processor.
obj-y += pci_host.o
obj-$(CONFIG_CONSOLE_UART) += uart.o
small-y += uart.o
