# SPDX-License-Identifier: BSD-2-Clause
# Where its threads begin, and what those of 32-bit spaces do.
obj-y := entry.o narrow.o
cflags-y += $(no-fpu)
cflags-y += -Iuser/apps/fuzz/x86
