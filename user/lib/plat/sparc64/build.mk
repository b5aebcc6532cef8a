# SPDX-License-Identifier: BSD-2-Clause
# Ways to end a run on a sun4u machine.
obj-y += power.o

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
