# SPDX-License-Identifier: BSD-2-Clause
# The part of the library that is the binary interface's.
obj-y += crt0.o gates.o

# Nothing is known about stack and FPU before main runs.
cflags-y := $(no-fpu)
