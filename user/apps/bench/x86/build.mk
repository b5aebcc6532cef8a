# SPDX-License-Identifier: BSD-2-Clause
# Markers, and rows about devices and registers that both word sizes have.
obj-y += machine.o interrupt.o
cflags-y += $(no-fpu)
cflags-y += -Iuser/apps/bench/x86
