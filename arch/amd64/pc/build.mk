# SPDX-License-Identifier: BSD-2-Clause
# Devices of a PC beside the processor.
obj-$(CONFIG_SMP) += ioapic.o
obj-$(CONFIG_CONSOLE_EVENT_CHARS) += corner.o
obj-$(CONFIG_CONSOLE_DEBUG_PORT) += debug_port.o
obj-$(CONFIG_CONSOLE_FB) += fb.o
obj-$(CONFIG_CONSOLE_KEYBOARD) += kbd.o
obj-$(CONFIG_SMP) += lines.o
obj-y += pic.o
obj-$(CONFIG_CONSOLE_PCI_UART) += pci_uart.o
obj-y += pit.o
obj-$(CONFIG_CONSOLE_UART) += uart.o
obj-$(CONFIG_CONSOLE_VGA) += vga.o
shared-y += acpi.o acpi_ranges.o
shared-$(CONFIG_KDB) += acpi_off.o acpi_register.o
shared-$(CONFIG_SMP) += acpi_lines.o acpi_madt.o
shared-$(CONFIG_CONSOLE_FB) += fb_font.o fb_text.o
shared-$(CONFIG_CONSOLE_KEYBOARD) += ps2_keys.o
small-y += acpi.o acpi_lines.o acpi_madt.o acpi_off.o acpi_ranges.o acpi_register.o debug_port.o
small-y += kbd.o pci_uart.o pit.o ps2_keys.o uart.o vga.o

cflags-debug_port.o += $(march-before-check)
cflags-fb.o += $(march-before-check)
cflags-fb_text.o += $(march-before-check)
cflags-pci_uart.o += $(march-before-check)
cflags-uart.o += $(march-before-check)
cflags-vga.o += $(march-before-check)
