# SPDX-License-Identifier: BSD-2-Clause
# The root task that tests the kernel, sigma0 and the library from user level.
obj-y := main.o helper.o work.o
obj-y += kip.o utcb.o id.o thread.o thread_life.o start.o space.o ipc.o ipc_order.o
obj-y += map.o map_tree.o unmap.o exregs.o timeout.o sched.o sigma0.o pf.o robust.o memory.o
obj-y += transfer.o string.o string_words.o string_fault.o string_end.o string_middle.o
obj-y += string_pager.o
obj-y += propagate.o redirect.o preempt.o quantum.o memctl.o hostile.o
obj-y += scale.o scale_mass.o nomem.o print.o
obj-y += fastpath.o fastpath_wait.o
subdir-$(CONFIG_ARCH_AMD64) += amd64/
libs-y := fuzz l4 rt plat tap

# A thread without FPU state, except where a test is about that state.
cflags-$(CONFIG_ARCH_AMD64) += -mgeneral-regs-only
# Tests run in the order of the source.
cflags-y += $(source-order)
