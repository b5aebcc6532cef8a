# SPDX-License-Identifier: BSD-2-Clause
# The processor's part of the measurement.
obj-y := loop.o
cflags-y += $(no-fpu)
