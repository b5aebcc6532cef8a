# SPDX-License-Identifier: BSD-2-Clause
# Measures IPC between two threads: of one space, and of two spaces.
obj-y := main.o measure.o pager.o partner.o threads.o
subdir-y += $(addsuffix /,$(sort $(abi) $(family)))
libs-y := l4 rt plat

# The threads measured have no FPU state.
cflags-y += $(no-fpu)
