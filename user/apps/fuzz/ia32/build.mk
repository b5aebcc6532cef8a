# SPDX-License-Identifier: BSD-2-Clause
# Where its threads begin.
obj-y := control.o entry.o
cflags-y += $(no-fpu)
cflags-y += -Iuser/apps/fuzz/x86
