# SPDX-License-Identifier: BSD-2-Clause
# The loops that are measured, in assembler, and the markers.
obj-y += loop.o machine.o interrupt.o
cflags-y += $(no-fpu)
