# SPDX-License-Identifier: BSD-2-Clause
# The loops that are measured, in assembler.
obj-y += loop.o
cflags-y += $(no-fpu)
