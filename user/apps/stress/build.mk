# SPDX-License-Identifier: BSD-2-Clause
# The root task that stresses the kernel: threads on all processors work on the same spaces at once.
abi-y := $(usual-abi)
obj-y := main.o plan.o actor.o puppet.o pager.o
subdir-y += $(family)/
libs-y := fuzz l4 rt plat

# A thread without FPU state.
cflags-y += -Iuser/apps/stress/$(family)
cflags-y += $(no-fpu)
