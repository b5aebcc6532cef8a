# SPDX-License-Identifier: BSD-2-Clause
# What the fuzzing root task asks of the processor, and where its threads begin.
obj-y := entry.o machine.o
cflags-y += $(no-fpu)
cflags-y += -Iuser/apps/fuzz/sparc64
