# SPDX-License-Identifier: BSD-2-Clause
# Small C runtime: strings, formatted output, numbers, assertions, threads.
obj-y += console.o ctype.o printf.o stdlib.o string.o thread.o
subdir-y += $(abi)/ $(family)/

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
# The memory functions must not be compiled into calls of themselves.
cflags-string.o += $(no-loop-idioms)
