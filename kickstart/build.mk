# SPDX-License-Identifier: BSD-2-Clause
# The loader: the first line needs the machine, the rest is plain C that host tests use as well.
obj-y += start.o main.o console.o string.o
obj-$(CONFIG_CONSOLE_UART) += uart.o
obj-$(CONFIG_CONSOLE_VGA) += vga.o
subdir-y += core/ from/
