# SPDX-License-Identifier: BSD-2-Clause
# The loader on a sun4u machine: entry, console, and the program that takes the steps.
obj-y += start.o main.o console.o target.o
shared-y += copy.o format.o openfirmware.o string.o
# Small is better than fast here; the memory functions must not become calls of themselves.
$(foreach o,copy format string,$(eval cflags-$o.o += -Os $(no-loop-idioms)))
