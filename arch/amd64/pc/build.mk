# SPDX-License-Identifier: BSD-2-Clause
# Devices of a PC beside the processor.
obj-$(CONFIG_SMP) += ioapic.o
obj-$(CONFIG_CONSOLE_VGA) += kbd.o
obj-$(CONFIG_SMP) += lines.o
obj-y += pic.o
obj-y += pit.o
obj-$(CONFIG_CONSOLE_UART) += uart.o
obj-$(CONFIG_CONSOLE_VGA) += vga.o
shared-y += acpi.o acpi_off.o acpi_ranges.o
shared-$(CONFIG_SMP) += acpi_lines.o acpi_madt.o

cflags-uart.o += $(march-before-check)
cflags-vga.o += $(march-before-check)
