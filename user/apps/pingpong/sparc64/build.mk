# SPDX-License-Identifier: BSD-2-Clause
# The measured loops.
obj-y += loop.o machine.o
cflags-y += $(no-fpu)
