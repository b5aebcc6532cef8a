# SPDX-License-Identifier: BSD-2-Clause
# What the fuzzing root task asks of the processor.
obj-y := machine.o entry.o
cflags-y += $(no-fpu)
