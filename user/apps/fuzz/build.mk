# SPDX-License-Identifier: BSD-2-Clause
# The root task that fuzzes the kernel: random system calls from several threads and spaces.
obj-y := main.o threads.o pager.o worker.o watchdog.o
subdir-y += $(addsuffix /,$(sort $(abi) $(family)))
libs-y := fuzz l4 rt plat

# A thread without FPU state, but for those that want one.
cflags-y += $(addprefix -Iuser/apps/fuzz/,$(sort $(abi) $(family)))
cflags-y += $(no-fpu)
