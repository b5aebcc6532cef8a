# SPDX-License-Identifier: BSD-2-Clause
# Binds X.2 to SPARC-V9: entry and exit, registers, the kernel's start.
obj-y += boot.o
obj-y += debug_trap.o
obj-y += entry.o
obj-$(CONFIG_IPC_FASTPATH) += fastpath.o
obj-y += fpu_state.o
obj-y += frame.o
obj-y += init.o
obj-y += interrupt_vector.o
obj-y += irq.o
obj-y += kernel_trap.o
obj-y += leave.o
obj-y += memory.o
obj-y += mmu_fault.o
obj-y += panic.o
obj-$(CONFIG_BOOT_SELFTEST) += selftest.o
obj-$(CONFIG_BOOT_SELFTEST) += selftest_user.o
obj-$(CONFIG_BOOT_SELFTEST) += selftest_windows.o
obj-y += stubs.o
obj-y += syscalls.o
obj-y += trap_table.o
obj-y += traps.o
obj-y += windows.o
small-y += debug_trap.o init.o memory.o panic.o

# Leaves that run in the user's window, whose locals are the message, with the alternate globals, of
# which two are free.
fastpath-fixed := g1 g4 g5 g6 g7 fp o0 o1 o2 o3 o4 o5 o7 l0 l1 l2 l3 l4 l5 l6 l7
cflags-fastpath.o += $(addprefix -ffixed-,$(fastpath-fixed)) -mapp-regs -mcmodel=medany
