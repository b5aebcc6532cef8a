# SPDX-License-Identifier: BSD-2-Clause
# Small C runtime: strings, formatted output, numbers, assertions, threads.
obj-y += console.o ctype.o printf.o stdlib.o string.o thread.o
shared-y += copy.o format.o string.o
subdir-y += $(addsuffix /,$(sort $(abi) $(family)))

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
# The memory functions must not be compiled into calls of themselves.
cflags-copy.o += $(no-loop-idioms)
cflags-string.o += $(no-loop-idioms)
cflags-format.o += -DFORMAT_ISO=1
