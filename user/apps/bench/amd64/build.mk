# SPDX-License-Identifier: BSD-2-Clause
# The loops that are measured, in assembler, and rows that only 64-bit programs have.
obj-y += loop.o mixed.o mixed_loop.o
cflags-y += $(no-fpu)
cflags-y += -Iuser/apps/bench/x86
