# SPDX-License-Identifier: BSD-2-Clause
# The X.2 library: nearly all of it is inline functions. The linker takes crt0.o for a program that
# has no _start of its own.
obj-y := init.o tracebuffer.o
subdir-y := $(abi)/

# Nothing is known about stack and FPU before main runs.
cflags-y := $(no-fpu)
