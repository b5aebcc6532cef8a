# SPDX-License-Identifier: BSD-2-Clause
# The part of the runtime that is the binary interface's.
obj-y += space.o stack.o

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
