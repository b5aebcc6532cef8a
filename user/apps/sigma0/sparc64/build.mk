# SPDX-License-Identifier: BSD-2-Clause
# What sigma0 knows of sun4u machines.
obj-y += machine.o

# The thread that everybody waits for has no FPU state.
cflags-y += $(no-fpu)
