# SPDX-License-Identifier: BSD-2-Clause
# Where its threads begin.
obj-y := entry.o
cflags-y += $(no-fpu)
