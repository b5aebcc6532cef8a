# SPDX-License-Identifier: BSD-2-Clause
# A sun4u machine: ways to end a run, devices of the console.
obj-y += power.o screen.o serial.o

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
