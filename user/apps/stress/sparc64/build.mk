# SPDX-License-Identifier: BSD-2-Clause
# What the stressing root task asks of the processor.
obj-y := machine.o
cflags-y += $(no-fpu)
cflags-y += -Iuser/apps/stress/sparc64
