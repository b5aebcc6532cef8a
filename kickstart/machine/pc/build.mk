# SPDX-License-Identifier: BSD-2-Clause
# The loader on a PC: entry, devices, and the program that takes the steps.
obj-y += start.o main.o console.o copy.o target.o
shared-y += format.o string.o
shared-$(CONFIG_CONSOLE_FB) += fb_font.o fb_text.o
# Small is better than fast here; these functions must not become calls of themselves.
$(foreach o,format string,$(eval cflags-$o.o += -Os $(no-loop-idioms)))
obj-$(CONFIG_CONSOLE_FB) += fb.o
obj-$(CONFIG_CONSOLE_UART) += uart.o
obj-$(CONFIG_CONSOLE_VGA) += vga.o
