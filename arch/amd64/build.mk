# SPDX-License-Identifier: BSD-2-Clause
# The processor, its interrupt controllers, clocks and console devices.
obj-y += clock.o
obj-y += console.o
obj-y += cpu.o
obj-y += halt.o
obj-y += lapic.o
obj-y += pic.o
obj-y += preempt.o
obj-y += timescale.o
obj-$(CONFIG_CONSOLE_UART) += uart.o
obj-$(CONFIG_CONSOLE_VGA) += vga.o
obj-$(CONFIG_CONSOLE_VGA) += kbd.o

# The check of the processor generation must itself run on an older processor: objects that are
# used before it are compiled for any AMD64 processor. Also for the other folders' build.mk.
march-before-check := -march=x86-64
cflags-console.o += $(march-before-check)
cflags-cpu.o += $(march-before-check)
cflags-halt.o += $(march-before-check)
cflags-uart.o += $(march-before-check)
cflags-vga.o += $(march-before-check)
obj-y += fpu.o
obj-y += iobitmap.o
obj-y += paging.o
obj-y += segments.o
