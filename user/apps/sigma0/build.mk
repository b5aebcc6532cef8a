# SPDX-License-Identifier: BSD-2-Clause
# The root of all memory: gives physical memory and IO ports to whoever asks first.
obj-y := main.o memory.o pool.o setup.o
shared-y := bootinfo.o
subdir-y += $(family)/
libs-y := l4 rt
link-base := 0xf00000

# The thread that everybody waits for has no FPU state.
cflags-y += $(no-fpu)
