# SPDX-License-Identifier: BSD-2-Clause
# The loader on a PC: entry, devices, and the program that takes the steps.
obj-y += start.o main.o console.o string.o
obj-$(CONFIG_CONSOLE_UART) += uart.o
obj-$(CONFIG_CONSOLE_VGA) += vga.o
