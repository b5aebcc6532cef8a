# SPDX-License-Identifier: BSD-2-Clause
# Measures IPC between two threads: of one space, and of two spaces.
obj-y := main.o measure.o pager.o threads.o
subdir-$(CONFIG_ARCH_AMD64) += amd64/
libs-y := l4 rt plat

# The threads measured have no FPU state.
cflags-$(CONFIG_ARCH_AMD64) += -mgeneral-regs-only
