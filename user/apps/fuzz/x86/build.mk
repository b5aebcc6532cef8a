# SPDX-License-Identifier: BSD-2-Clause
# What the fuzzing root task asks of the processor, in both word sizes.
obj-y := machine.o
cflags-y += $(no-fpu)
cflags-y += -Iuser/apps/fuzz/x86
