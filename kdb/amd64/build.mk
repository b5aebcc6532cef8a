# SPDX-License-Identifier: BSD-2-Clause
# The debugger on AMD64 PCs: debug registers, the end of the machine, interrupt lines of input.
obj-y += break.o
obj-y += breakin.o
obj-y += calls.o
obj-y += debug_exception.o
obj-y += debug_regs.o
obj-y += entry.o
obj-$(CONFIG_COUNT_LOADS) += loads.o
obj-y += memory.o
obj-y += power.o
obj-y += processors.o
obj-y += registers.o
obj-y += step.o
