# SPDX-License-Identifier: BSD-2-Clause
# The debugger on sun4u machines: breakpoints in the code, windows, translation buffers, the serial
# line, the machine's end.
obj-y += break.o
obj-y += breakin.o
obj-y += calls.o
obj-y += debug_exception.o
obj-y += entry.o
obj-y += memory.o
obj-y += patch.o
obj-y += power.o
obj-y += processors.o
obj-y += registers.o
obj-y += step.o
obj-y += tlb.o
obj-y += traps.o
