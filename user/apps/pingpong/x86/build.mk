# SPDX-License-Identifier: BSD-2-Clause
# The processor's part of the measurement that both word sizes share.
obj-y := machine.o
cflags-y += $(no-fpu)
