# SPDX-License-Identifier: BSD-2-Clause
# The loops that are measured, in assembler, markers, and rows about this machine's devices.
obj-y += loop.o machine.o interrupt.o mmu.o mmu_windows.o
cflags-y += $(no-fpu)
cflags-y += -Iuser/apps/bench/sparc64
