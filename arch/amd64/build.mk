# SPDX-License-Identifier: BSD-2-Clause
# The processor; pc/ is the machine around it.
obj-y += clock.o
obj-$(CONFIG_SMP) += clock_compare.o
obj-y += console.o
obj-y += cpu.o
obj-y += fpu.o
obj-y += halt.o
obj-y += iobitmap.o
obj-y += lapic.o
obj-y += paging.o
obj-$(CONFIG_HARDEN_TABLES) += passage.o
obj-y += segments.o
obj-y += speculation.o
obj-y += timescale.o
obj-y += tlb.o

# The check of the processor generation must itself run on an older processor: objects that are
# used before it are compiled for any AMD64 processor. Also for the other folders' build.mk.
march-before-check := -march=x86-64
cflags-console.o += $(march-before-check)
cflags-cpu.o += $(march-before-check)
cflags-halt.o += $(march-before-check)
# Likewise what finds devices in the loader's record and in memory.
march-if-early := $(if $(CONFIG_CONSOLE_IN_MEMORY),$(march-before-check))
cflags-paging.o += $(march-if-early)
cflags-passage.o += $(march-if-early)
subdir-y += pc
small-y += console.o cpu.o halt.o speculation.o timescale.o
