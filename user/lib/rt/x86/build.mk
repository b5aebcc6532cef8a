# SPDX-License-Identifier: BSD-2-Clause
# The processor's part of the runtime.
obj-y += stack.o

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
